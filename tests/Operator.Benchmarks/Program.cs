using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Operator.Benchmarks;

// In this process: building a project per benchmark takes longer than measuring it.
var summary = BenchmarkRunner.Run<CallBenchmarks>(
    DefaultConfig.Instance.WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "results")).AddJob(
        Job.ShortRun.WithIterationCount(8).WithToolchain(InProcessEmitToolchain.Instance)));
var reports = summary.Reports.ToDictionary(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name);
var (bare, client) = (reports[nameof(CallBenchmarks.HttpClientAlone)], reports[nameof(CallBenchmarks.WorkspaceClient)]);
var time = (client.ResultStatistics!.Median - bare.ResultStatistics!.Median) / 1000;
var memory = (client.GcStats.GetBytesAllocatedPerOperation(client.BenchmarkCase) - bare.GcStats.GetBytesAllocatedPerOperation(bare.BenchmarkCase)) / 1024.0;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The client adds {time:0.0} µs (limit 50) and {memory:0.0} KB (limit 10) to a call."));
return time < 50 && memory < 10 ? 0 : 1;
