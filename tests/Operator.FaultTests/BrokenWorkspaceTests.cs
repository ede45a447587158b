using System.Diagnostics;
using Databricks.Simulator.Faults;
using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.FaultTests;

/// <summary>Promise 10: one broken workspace, credential or object slows no other.</summary>
public sealed class BrokenWorkspaceTests(ControlPlane controlPlane)
{
    /// <summary>More than there are workers.</summary>
    private const int Clusters = 60;

    [Fact]
    public async Task Apply_WhileOneWorkspaceRefusesAndOneHangs_ReconcilesTheThirdAtFullSpeed()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        string[] names = ["alone", "refusing", "hanging", "well"];
        await using var simulator = await SimulatorHost.StartAsync(
            new SimulatorOptions { Workspaces = [.. names.Select(name => new WorkspaceOptions { Name = name })] }, cancellationToken);
        var workspaces = names.Zip(simulator.Workspaces).ToDictionary(pair => pair.First, pair => pair.Second);
        var kubectl = await controlPlane.PrepareAsync("broken");
        await using var process = OperatorProcess.Start(kubectl, workspace: null);
        await kubectl.ApplyAsync(Manifest.Secret("dapi-simulator"));
        foreach (var (name, workspace) in workspaces)
        {
            await kubectl.ApplyAsync(Manifest.Workspace(workspace.Url, name, "limits: {requestsPerSecond: 500, burst: 500}"));
        }

        await kubectl.RunAsync("wait", "--for=condition=Ready", "databricksworkspaces", "--all", "--timeout=60s");
        var alone = await TimeAsync(kubectl, process, "alone");
        workspaces["refusing"].Workspace.Faults.Add(Fault.Error("*", 401, "UNAUTHENTICATED", "Invalid access token.") with { Count = null });
        workspaces["hanging"].Workspace.Faults.Add(Fault.Hang("*") with { Count = null });
        await kubectl.ApplyAsync(Fleet("refusing"));
        await kubectl.ApplyAsync(Fleet("hanging"));

        var besides = await TimeAsync(kubectl, process, "well");

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Clusters} clusters were Ready after {alone.TotalSeconds:0.0} s alone, and after {besides.TotalSeconds:0.0} s beside a workspace that refuses "
                + "and one that hangs");
        Assert.Empty(workspaces["hanging"].Workspace.Clusters.Ids);
        Assert.InRange(besides, TimeSpan.Zero, (2 * alone) + TimeSpan.FromSeconds(5));
    }

    /// <summary>From applied to Ready.</summary>
    private static async Task<TimeSpan> TimeAsync(NamespacedKubectl kubectl, OperatorProcess process, string workspace)
    {
        var manifest = Fleet(workspace);
        var started = Stopwatch.GetTimestamp();
        await kubectl.ApplyAsync(manifest);
        await process.AllReadyAsync($"fleet={workspace}", TimeSpan.FromMinutes(2));
        return Stopwatch.GetElapsedTime(started);
    }

    private static string Fleet(string workspace) => string.Join(
        "\n---\n",
        Enumerable.Range(0, Clusters).Select(index => Manifest.Cluster($"{workspace}-{index}", $"{{name: {workspace}}}")
            .Replace($"{{name: {workspace}-{index}}}", $"{{name: {workspace}-{index}, labels: {{fleet: {workspace}}}}}", StringComparison.Ordinal)));
}
