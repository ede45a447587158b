using System.Globalization;

namespace Operator.Benchmarks.Processes;

/// <summary>CPU time since the machine started, or between two moments.</summary>
/// <param name="Operator">The operator's process.</param>
/// <param name="ApiServer">kube-apiserver and etcd.</param>
/// <param name="Workspace">This process: the simulated workspace, and the requests and the watch of the benchmark.</param>
/// <param name="Busy">Of all cores, by any process.</param>
/// <param name="All">Of all cores, idle or not.</param>
internal sealed record ProcessorTimes(TimeSpan Operator, TimeSpan ApiServer, TimeSpan Workspace, TimeSpan Busy, TimeSpan All)
{
    /// <summary>The kernel counts in hundredths of a second.</summary>
    private const double TicksPerSecond = 100;

    public TimeSpan Other => Busy - Operator - ApiServer - Workspace;

    public static ProcessorTimes Read(TimeSpan @operator, TimeSpan apiServer)
    {
        // user nice system idle iowait irq softirq steal; what follows is counted in user already.
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1).Take(8).Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToList();
        var all = ticks.Sum();
        return new ProcessorTimes(@operator, apiServer, Environment.CpuUsage.TotalTime, Seconds(all - ticks[3] - ticks[4]), Seconds(all));
    }

    public ProcessorTimes Since(ProcessorTimes earlier) => new(
        Operator - earlier.Operator, ApiServer - earlier.ApiServer, Workspace - earlier.Workspace, Busy - earlier.Busy, All - earlier.All);

    /// <returns>In per cent of the machine.</returns>
    public double ShareOf(TimeSpan part) => 100 * part / All;

    private static TimeSpan Seconds(double ticks) => TimeSpan.FromSeconds(ticks / TicksPerSecond);
}
