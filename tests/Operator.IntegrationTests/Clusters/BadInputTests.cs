using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Clusters;

/// <summary>Wrong input ends in one clear sentence, where the person who made the mistake will look.</summary>
public sealed class BadInputTests(ControlPlane controlPlane)
{
    [Fact]
    public async Task Apply_FieldOfTheWrongType_IsRefusedWithTheFieldNamed()
    {
        var kubectl = await controlPlane.PrepareAsync("bad");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => kubectl.ApplyAsync(Manifest("numWorkers: many")));

        Assert.Contains("numWorkers", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_SpecThatBreaksARule_IsStalledWithTheRuleNamed()
    {
        var (kubectl, simulator, process) = await RunningAsync();
        await using var stopSimulator = simulator;
        await using var stopProcess = process;

        await kubectl.ApplyAsync(Manifest("numWorkers: 1, autoscale: {minWorkers: 1, maxWorkers: 2}"));

        await Eventually.ReachesAsync(
            _ => kubectl.ClusterAsync("c", ".status.conditions[?(@.type==\"Stalled\")].status"), status => status == "True", "Stalled");
        Assert.Equal("InvalidSpec", await kubectl.ClusterAsync("c", ".status.conditions[?(@.type==\"Stalled\")].reason"));
        Assert.Contains(
            "numWorkers and autoscale", await kubectl.ClusterAsync("c", ".status.conditions[?(@.type==\"Ready\")].message"), StringComparison.Ordinal);
        Assert.Empty(simulator.Workspace.Clusters.Ids);
    }

    [Fact]
    public async Task Apply_SpecDatabricksRefuses_IsStalledWithDatabricksOwnWords()
    {
        var (kubectl, simulator, process) = await RunningAsync();
        await using var stopSimulator = simulator;
        await using var stopProcess = process;

        await kubectl.ApplyAsync(Manifest("numWorkers: 1").Replace("16.4.x-scala2.12", "auto:latest-lts", StringComparison.Ordinal));

        await Eventually.ReachesAsync(
            _ => kubectl.ClusterAsync("c", ".status.conditions[?(@.type==\"Stalled\")].reason"), reason => reason == "Rejected", "Rejected");
        Assert.Contains("Invalid spark version", await kubectl.ClusterAsync("c", ".status.conditions[?(@.type==\"Ready\")].message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_NotAccepted_IsSaidOnTheObjectWithoutTheToken()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        var kubectl = await controlPlane.PrepareAsync("bad");
        await using var process = OperatorInProcess.Start(kubectl, simulator.Url, token: "canary-7c1f");

        await kubectl.ApplyAsync(Manifest("numWorkers: 1"));

        await Eventually.ReachesAsync(
            _ => kubectl.ClusterAsync("c", ".status.conditions[?(@.type==\"Ready\")].reason"),
            reason => reason is "AuthenticationFailed" or "PermissionDenied",
            "the condition");
        Assert.DoesNotContain("canary-7c1f", await kubectl.RunAsync("get", "databricksclusters,events", "-o", "yaml"), StringComparison.Ordinal);
        Assert.DoesNotContain("canary-7c1f", process.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_Unreachable_SaysSoAndKeepsTrying()
    {
        var kubectl = await controlPlane.PrepareAsync("bad");
        await using var process = OperatorInProcess.Start(kubectl, new Uri("http://127.0.0.1:9"));

        await kubectl.ApplyAsync(Manifest("numWorkers: 1"));

        await Eventually.ReachesAsync(
            _ => kubectl.ClusterAsync(
                "c", ".status.conditions[?(@.type==\"Synced\")].reason"), reason => reason == "ApiUnavailable", "the condition", TimeSpan.FromSeconds(60));
        Assert.Equal("True", await kubectl.ClusterAsync("c", ".status.conditions[?(@.type==\"Reconciling\")].status"));
    }

    [Theory]
    [InlineData("KUBECONFIG", "/nowhere/kubeconfig", "/nowhere/kubeconfig")]
    [InlineData("DATABRICKS_HOST", "http://example.com", "https")]
    [InlineData("DATABRICKS_HOST", "https://169.254.169.254", "metadata")]
    [InlineData("DATABRICKS_CLIENT_ID", "someone", "exclude each other")]
    [InlineData("OPERATOR__WORKERS", "0", "Workers")]
    [InlineData("OPERATOR__WORKERS", "lots", "Workers")]
    [InlineData("OPERATOR__LEADERELECTION__RENEWDEADLINESECONDS", "60", "RenewDeadlineSeconds")]
    public async Task Start_WithAWrongSetting_EndsInOneLineThatNamesIt(string name, string value, string expected)
    {
        var environment = new Dictionary<string, string>
        {
            ["KUBECONFIG"] = controlPlane.Kubeconfig,
            ["DATABRICKS_HOST"] = "https://example.com",
            ["DATABRICKS_TOKEN"] = "canary-7c1f",
            ["OPERATOR__LISTEN"] = "http://127.0.0.1:0",
            [name] = value,
        };
        await using var process = OperatorProcess.Start(environment);

        var code = await process.WaitAsync(TestContext.Current.CancellationToken).WaitAsync(
            TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal(1, code);
        var line = Assert.Single(process.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-7c1f", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ApiServerDoesNotTakeTheToken_EndsInOneLine()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            file,
            System.Text.RegularExpressions.Regex.Replace(
                await File.ReadAllTextAsync(controlPlane.Kubeconfig, TestContext.Current.CancellationToken), "token: \"[^\"]*\"", "token: \"wrong\""),
            TestContext.Current.CancellationToken);
        await using var process = OperatorProcess.Start(new Dictionary<string, string> { ["KUBECONFIG"] = file, ["OPERATOR__LISTEN"] = "http://127.0.0.1:0" });

        var code = await process.WaitAsync(TestContext.Current.CancellationToken).WaitAsync(
            TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal(1, code);
        Assert.Contains("401", Assert.Single(process.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        File.Delete(file);
    }

    private static string Manifest(string size) => $$"""
        apiVersion: databricks-operator.io/v1alpha1
        kind: DatabricksCluster
        metadata: {name: c}
        spec: {sparkVersion: "16.4.x-scala2.12", nodeTypeId: m5d.large, {{size}}}
        """;

    private async Task<(NamespacedKubectl Kubectl, SimulatorHost Simulator, OperatorInProcess Process)> RunningAsync()
    {
        var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        var kubectl = await controlPlane.PrepareAsync("bad");
        return (kubectl, simulator, OperatorInProcess.Start(kubectl, simulator.Url));
    }
}
