using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Clusters;

/// <summary>How the program ends tells Kubernetes what happened.</summary>
[Collection(Alone.Name)]
public sealed class ShutdownTests(ControlPlane controlPlane)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Terminate_WhileLeading_GivesTheLeaseUpAndEndsWithZero()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        var kubectl = await controlPlane.PrepareAsync("shutdown");
        await using var process = OperatorProcess.Start(kubectl, simulator.Url);
        await Eventually.HoldsAsync(() => process.Log.Contains("Reconciling", StringComparison.Ordinal), "leadership", Soon, () => process.Log);

        process.Terminate();
        var code = await process.WaitAsync(TestContext.Current.CancellationToken).WaitAsync(Soon, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.True(code == 0, process.Log);
        Assert.Empty(await kubectl.RunAsync("get", "lease", "databricks-operator", "-o", "jsonpath={.spec.holderIdentity}"));
    }

    [Fact]
    public async Task Run_LeaseTakenByAnother_EndsWithOneAndSaysWhy()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        var kubectl = await controlPlane.PrepareAsync("shutdown");
        await using var process = OperatorProcess.Start(kubectl, simulator.Url);
        await Eventually.HoldsAsync(() => process.Log.Contains("Reconciling", StringComparison.Ordinal), "leadership", Soon, () => process.Log);

        await kubectl.RunAsync(
            "patch", "lease", "databricks-operator", "--type=merge", "-p", """{"spec":{"holderIdentity":"somebody-else","leaseDurationSeconds":600}}""");
        var code = await process.WaitAsync(TestContext.Current.CancellationToken).WaitAsync(Soon, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.True(code == 1, process.Log);
        Assert.Contains("databricks-operator: The leader lease was lost", process.Log, StringComparison.Ordinal);
    }
}
