using System.Text.Json.Nodes;
using Databricks.Simulator.Faults;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Runs;

/// <summary>A process that dies between a start and its record leaves one run, and never a lost one.</summary>
public sealed class RunCrashTests(ControlPlane controlPlane) : RunTestBase(controlPlane)
{
    [Fact]
    public async Task Crash_BetweenTheStartAndItsRecord_LeavesOneRunWhichTheNextProcessFollows()
    {
        await Process.DisposeAsync();
        await using var killed = OperatorProcess.Start(Kubectl, Simulator.Url, further: OperatorProcess.WithoutElection);
        Simulator.Workspace.Faults.Add(Fault.Hang("jobs/run-now").AfterEffect());
        await Kubectl.ApplyAsync(Manifest());
        await Eventually.HoldsAsync(() => Simulator.Workspace.Runs.Ids.Count == 1, "the run");

        killed.Kill();
        Process = OperatorInProcess.Start(Kubectl, Simulator.Url, further: OperatorProcess.WithoutElection);
        await Eventually.ReachesAsync(_ => FieldAsync(".status.runId"), id => id == $"{Id}", "the id", TimeSpan.FromSeconds(40), _ => Process.Log);

        Assert.Single(Simulator.Workspace.Runs.Ids);
        Assert.Single(Calls("jobs/run-now").Select(call => (string)JsonNode.Parse(call)!["idempotency_token"]!).Distinct());
    }

    [Fact]
    public async Task Delete_AfterACrashBetweenTheStartAndItsRecord_LeavesNoRunGoing()
    {
        await Process.DisposeAsync();
        await using var killed = OperatorProcess.Start(Kubectl, Simulator.Url, further: OperatorProcess.WithoutElection);
        Simulator.Workspace.Faults.Add(Fault.Hang("jobs/run-now").AfterEffect());
        await Kubectl.ApplyAsync(Manifest());
        await Eventually.HoldsAsync(() => Simulator.Workspace.Runs.Ids.Count == 1, "the run");
        killed.Kill();
        await Kubectl.RunAsync("delete", "databricksjobrun", "r", "--wait=false");
        Process = OperatorInProcess.Start(Kubectl, Simulator.Url, further: OperatorProcess.WithoutElection);

        await Kubectl.RunAsync("wait", "--for=delete", "databricksjobrun/r", "--timeout=60s");

        Assert.Equal("CANCELED", (string)Simulator.Workspace.Runs.Find(Id)!["state"]!["result_state"]!);
    }
}
