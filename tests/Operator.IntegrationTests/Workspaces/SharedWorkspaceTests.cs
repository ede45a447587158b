using System.Text;
using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;
using Operator.Runtime.Client;
using Operator.Workspaces.Credentials;

namespace Operator.IntegrationTests.Workspaces;

/// <summary>One workspace for several namespaces, and the operator's own identity.</summary>
public sealed class SharedWorkspaceTests(ControlPlane controlPlane)
{
    [Fact]
    public async Task Namespace_GetsAndLosesTheLabelTheWorkspaceAsksFor_MayUseItJustAsLong()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        var (owner, guest) = (await controlPlane.PrepareAsync("owner"), await controlPlane.PrepareAsync("guest"));
        await using var process = OperatorInProcess.Start(
            guest, workspace: null, further: new Dictionary<string, string> { ["OPERATOR__WATCHNAMESPACES"] = $"{owner.Namespace},{guest.Namespace}" });
        await owner.ApplyAsync(Manifest.Secret("dapi-simulator"));
        await owner.ApplyAsync(Manifest.Workspace(simulator.Url, further: "allowedNamespaces: {from: Selector, selector: {matchLabels: {data: welcome}}}"));
        await guest.ApplyAsync(Manifest.Cluster("c", $"{{name: prod, namespace: {owner.Namespace}}}"));

        await Eventually.ReachesAsync(
            _ => guest.ClusterAsync("c", ".status.conditions[?(@.type==\"Ready\")].message"),
            message => message.Contains("allowedNamespaces", StringComparison.Ordinal),
            "the refusal");
        Assert.Empty(simulator.Workspace.Clusters.Ids);

        await controlPlane.Kubectl.RunAsync("label", "namespace", guest.Namespace, "data=welcome");
        await process.ReadyAsync("c", TimeSpan.FromSeconds(20));
        Assert.Equal($"{owner.Namespace}/prod", await guest.ClusterAsync("c", ".status.workspace"));

        await controlPlane.Kubectl.RunAsync("label", "namespace", guest.Namespace, "data-");
        await Eventually.ReachesAsync(
            _ => guest.ClusterAsync("c", ".status.conditions[?(@.type==\"Ready\")].reason"), reason => reason == "WorkspaceNotReady", "the refusal");
    }

    [Fact]
    public async Task Token_OfTheOperatorsOwnAccount_HasTheAudienceThatWasAskedFor()
    {
        var @namespace = await controlPlane.CreateNamespaceAsync("account");
        await controlPlane.SendAsync(HttpMethod.Post, $"api/v1/namespaces/{@namespace}/serviceaccounts", """{"metadata":{"name":"operator"}}""");
        var tokens = new ServiceAccountTokens(controlPlane.Connection, new ObjectKey(@namespace, "operator"), new ApiServerAudiences(null));

        var token = await tokens.RequestAsync("https://databricks.example.com", TestContext.Current.CancellationToken);

        var claims = JsonNode.Parse(Decode(token.Reveal().Split('.')[1]))!;
        Assert.Equal("https://databricks.example.com", (string?)claims["aud"]![0]);
        Assert.Equal($"system:serviceaccount:{@namespace}:operator", (string?)claims["sub"]);
    }

    private static string Decode(string part) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(part.Replace('-', '+').Replace('_', '/').PadRight((part.Length + 3) / 4 * 4, '=')));
}
