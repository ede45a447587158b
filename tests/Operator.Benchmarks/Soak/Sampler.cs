using System.Globalization;
using Operator.Benchmarks.Processes;
using Operator.Benchmarks.Soak.Slopes;

namespace Operator.Benchmarks.Soak;

/// <summary>Reads the figures of the operator's process every few seconds, from the kernel and from its own metrics.</summary>
internal sealed class Sampler : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly OperatorProcess process;
    private readonly TimeProvider time;
    private readonly HttpClient client = new(new SocketsHttpHandler());
    private readonly CancellationTokenSource stopping = new();
    private readonly List<SoakSample> samples = [];
    private readonly long started;
    private readonly Task sampling;
    private int? stretch;

    public Sampler(OperatorProcess process, TimeProvider time)
    {
        (this.process, this.time, started) = (process, time, time.GetTimestamp());
        sampling = SampleAsync();
    }

    public double Minutes => time.GetElapsedTime(started).TotalMinutes;

    /// <summary>The stretch of rest that follows belongs to what is sampled from now on; null for none.</summary>
    public void Enter(int? number)
    {
        lock (samples)
        {
            stretch = number;
        }
    }

    public IReadOnlyList<SoakSample> Samples()
    {
        lock (samples)
        {
            return [.. samples];
        }
    }

    /// <exception cref="InvalidOperationException">The operator ended, or does not answer.</exception>
    public void ThrowIfEnded()
    {
        process.Use();
        if (sampling.IsCompleted)
        {
            throw new InvalidOperationException("The operator's figures can no longer be read.", sampling.Exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await sampling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        client.Dispose();
        stopping.Dispose();
    }

    private async Task SampleAsync()
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            var metrics = await client.GetStringAsync(process.Metrics, stopping.Token);
            var folder = $"/proc/{process.Id.ToString(CultureInfo.InvariantCulture)}";
            var status = await File.ReadAllTextAsync($"{folder}/status", stopping.Token);
            var values = FigureReading.Of(status, Directory.EnumerateFileSystemEntries($"{folder}/fd").Count(), metrics);
            lock (samples)
            {
                samples.Add(new SoakSample(Minutes, stretch, values));
            }
        }
        while (await timer.WaitForNextTickAsync(stopping.Token));
    }
}
