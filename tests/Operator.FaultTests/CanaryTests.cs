using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Databricks.Simulator.Faults;
using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.FaultTests;

/// <summary>Promise 9: no secret in any log, event, status, metric or exception; with the workspace doing its worst to spread them.</summary>
public sealed class CanaryTests(ControlPlane controlPlane)
{
    private const string Token = "dapi0c0ffee0c0ffee0c0ffee0c0ffee0c0f";
    private const string Second = "dapi1badcafe1badcafe1badcafe1badcafe";
    private const string Wrong = "dapi2deadbea2deadbea2deadbea2deadbea";
    private const string ClientSecret = "dose3facade3facade3facade3facade3fac";
    private const string Registry = "hunter2-canary-registry-password";
    private const string Variable = "canary-value-of-an-environment-variable";

    private static readonly string[] Canaries = [Token, Second, Wrong, ClientSecret, Registry, Variable];

    [Fact]
    public async Task Operator_WhateverGoesWrong_ShowsNoSecretAnywhere()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var options = new WorkspaceOptions { Tokens = new Dictionary<string, string> { [Token] = "operator@example.com", [Second] = "second@example.com" } };
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { Workspaces = [options] }, cancellationToken);
        var kubectl = await controlPlane.PrepareAsync("canary");
        var address = FreeAddress();
        await using var process = OperatorProcess.Start(
            kubectl, simulator.Url, token: Wrong, further: new Dictionary<string, string> { ["OPERATOR__LISTEN"] = address });
        await ApplyAsync(kubectl, simulator);
        await process.ReadyAsync("plain");

        await MisbehaveAsync(kubectl, simulator, process);

        var shown = await EverythingShownAsync(kubectl, process, address, cancellationToken);
        Assert.All(Canaries, canary => Assert.DoesNotContain(canary, shown, StringComparison.Ordinal));
        // What is searched must hold what it is meant to hold, or finding nothing means nothing.
        Assert.Contains("AuthenticationFailed", shown, StringComparison.Ordinal);
        Assert.Contains("databricks_operator_api_requests_total", shown, StringComparison.Ordinal);
        Assert.Contains("[redacted]", shown, StringComparison.Ordinal);
    }

    private static async Task ApplyAsync(NamespacedKubectl kubectl, SimulatorHost simulator)
    {
        await kubectl.ApplyAsync(Manifest.Secret(Token));
        await kubectl.ApplyAsync($$"""
            apiVersion: v1
            kind: Secret
            metadata: {name: others}
            stringData: {registry: {{Registry}}, client: {{ClientSecret}}}
            """);
        await kubectl.ApplyAsync(Manifest.Workspace(simulator.Url));
        await kubectl.ApplyAsync(Manifest.Workspace(simulator.Url, "oauth").Replace(
            "    token:\n      secretKeyRef: {name: credential, key: token}",
            "    oauthM2M: {clientId: nobody, clientSecretRef: {name: others, key: client}}",
            StringComparison.Ordinal));
        // The default workspace of this namespace: its token is wrong.
        await kubectl.ApplyAsync(Manifest.Cluster("refused", workspace: null));
        await kubectl.ApplyAsync(Manifest.Cluster("oauth", "{name: oauth}"));
        await kubectl.ApplyAsync($"{Manifest.Cluster("plain")}\n  sparkEnvVars: {{SECRET: {Variable}}}");
        await kubectl.ApplyAsync(
            $"{Manifest.Cluster("docker")}\n  dockerImage: {{url: example.com/image:1, "
                + "basicAuth: {username: someone, passwordSecretRef: {name: others, key: registry}}}");
    }

    /// <summary>Errors that quote the credential, garbage, lost replies, a rotation, and changes and deletions under all of it.</summary>
    private static async Task MisbehaveAsync(NamespacedKubectl kubectl, SimulatorHost simulator, OperatorProcess process)
    {
        var faults = simulator.Workspace.Faults;
        // Every time: an edit that is refused once only may have succeeded before anybody has read the refusal.
        faults.Add(Fault.Error("clusters/edit", 400, "INVALID_PARAMETER_VALUE", $"Authorization: Bearer {Token} cannot set {Token}") with { Count = null });
        faults.Add(Fault.Html("clusters/get", 502) with { Count = 3 });
        faults.Add(Fault.Reset("clusters/list") with { Count = 2 });
        await kubectl.RunAsync("patch", "databrickscluster", "plain", "--type=merge", "-p", """{"spec":{"sparkVersion":"15.4.x-scala2.12"}}""");
        await Eventually.ReachesAsync(
            _ => kubectl.RunAsync("get", "databrickscluster", "plain", "-o", "yaml"),
            yaml => yaml.Contains("[redacted]", StringComparison.Ordinal),
            "the refusal to be shown",
            // Five faults: each may meet the call by which the circuit breaker tries the workspace again, and then hold all calls for a quarter of a minute.
            within: TimeSpan.FromSeconds(100));
        await Eventually.ReachesAsync(
            _ => kubectl.RunAsync("get", "databricksworkspace", "oauth", "-o", "yaml"),
            yaml => yaml.Contains("AuthenticationFailed", StringComparison.Ordinal),
            "the refused client secret");
        simulator.Workspace.Tokens.Revoke(Token);
        await kubectl.RunAsync("annotate", "databricksworkspace", "prod", string.Create(
            CultureInfo.InvariantCulture, $"databricks-operator.io/reconcile-requested-at={TimeProvider.System.GetUtcNow():O}"));
        await Eventually.ReachesAsync(
            _ => kubectl.RunAsync("get", "databricksworkspace", "prod", "-o", "yaml"),
            yaml => yaml.Contains("AuthenticationFailed", StringComparison.Ordinal),
            "the revoked token");
        await kubectl.ApplyAsync(Manifest.Secret(Second));
        await process.ReadyAsync("docker");
        await kubectl.RunAsync("delete", "databrickscluster", "docker");
    }

    /// <summary>The whole log at its most talkative, every object with its status and events, and the metrics.</summary>
    private static async Task<string> EverythingShownAsync(
        NamespacedKubectl kubectl, OperatorProcess process, string address, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler());
        var metrics = await client.GetStringAsync(new Uri($"{address}/metrics"), cancellationToken);
        var statuses = await kubectl.RunAsync("get", "databricksclusters,databricksworkspaces", "-o", "jsonpath={.items[*].status}");
        var events = await kubectl.RunAsync("get", "events", "-o", "yaml");
        return string.Join('\n', process.Log, metrics, statuses, events);
    }

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://{listener.LocalEndpoint}";
    }
}
