using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Operator.Benchmarks.Calls;

/// <summary>What the client may add to a call to Databricks.</summary>
internal static class CallBudget
{
    private const double Microseconds = 50;
    private const double Kilobytes = 10;

    /// <returns>The exit code: 1 above the budget.</returns>
    public static int Check()
    {
        // In this process: building a project per benchmark takes longer than measuring it.
        var summary = BenchmarkRunner.Run<CallBenchmarks>(
            DefaultConfig.Instance.WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "results")).AddJob(
                Job.ShortRun.WithIterationCount(8).WithToolchain(InProcessEmitToolchain.Instance)));
        var reports = summary.Reports.ToDictionary(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name);
        var (bare, client) = (reports[nameof(CallBenchmarks.HttpClientAlone)], reports[nameof(CallBenchmarks.WorkspaceClient)]);
        var time = (client.ResultStatistics!.Median - bare.ResultStatistics!.Median) / 1000;
        var memory = client.GcStats.GetBytesAllocatedPerOperation(client.BenchmarkCase) - bare.GcStats.GetBytesAllocatedPerOperation(bare.BenchmarkCase);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"The client adds {time:0.0} µs (limit {Microseconds}) and {memory / 1024.0:0.0} KB (limit {Kilobytes}) to a call."));
        return time < Microseconds && memory / 1024.0 < Kilobytes ? 0 : 1;
    }
}
