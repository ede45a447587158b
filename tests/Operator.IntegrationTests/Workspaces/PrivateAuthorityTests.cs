using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Workspaces;

/// <summary>A workspace behind a certificate of a private authority, which stands in a ConfigMap or a Secret.</summary>
public sealed class PrivateAuthorityTests(ControlPlane controlPlane) : IAsyncLifetime
{
    private SimulatorHost simulator = null!;
    private TlsFront front = null!;
    private NamespacedKubectl kubectl = null!;
    private RunningOperator process = null!;

    public async ValueTask InitializeAsync()
    {
        simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        front = new TlsFront(simulator.Url);
        kubectl = await controlPlane.PrepareAsync("authority");
        process = OperatorInProcess.Start(kubectl, workspace: null);
        await kubectl.ApplyAsync(Manifest.Secret("dapi-simulator"));
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await front.DisposeAsync();
        await simulator.DisposeAsync();
    }

    [Theory]
    [InlineData("ConfigMap", "configMapKeyRef", "data")]
    [InlineData("Secret", "secretKeyRef", "stringData")]
    public async Task Authority_ThatIsReplaced_IsTrustedWithoutARestart(string kind, string field, string data)
    {
        var authority = front.Renew();
        await kubectl.ApplyAsync(Manifest.Workspace(front.Url, further: $"caBundleFrom: {{{field}: {{name: authorities, key: ca.crt}}}}"));
        await kubectl.ApplyAsync(Manifest.Cluster("c"));
        await Eventually.ReachesAsync(
            _ => kubectl.ConditionAsync("databricksworkspaces", "prod", "Ready"),
            shown => shown.Contains($"The {kind} authorities does not exist", StringComparison.Ordinal),
            "the missing authority to be named");

        await ApplyAuthorityAsync(kind, data, authority);
        await process.ReadyAsync("c", TimeSpan.FromSeconds(30));

        var next = front.Renew();
        await Eventually.ReachesAsync(
            _ => kubectl.ConditionAsync("databricksclusters", "c", "Synced"),
            shown => shown.Contains("The remote certificate is invalid", StringComparison.Ordinal),
            "the certificate to be refused",
            TimeSpan.FromSeconds(30),
            shown => shown + process.Log);
        await ApplyAuthorityAsync(kind, data, next);
        await Eventually.ReachesAsync(
            _ => kubectl.ConditionAsync("databricksclusters", "c", "Synced"),
            shown => shown.StartsWith("True", StringComparison.Ordinal),
            "the certificate to be trusted",
            TimeSpan.FromSeconds(60),
            shown => shown + process.Log);
    }

    private Task<string> ApplyAuthorityAsync(string kind, string data, string pem) => kubectl.ApplyAsync(
        $$"""
        apiVersion: v1
        kind: {{kind}}
        metadata: {name: authorities}
        {{data}}:
          ca.crt: |
            {{pem.ReplaceLineEndings("\n    ")}}
        """);
}
