using System.Text.Json.Nodes;
using k8s;
using Operator.IntegrationTests.Harness;
using Operator.IntegrationTests.Replicas;

namespace Operator.IntegrationTests.Runtime;

/// <summary>An operator with an account of its own, which has a Role in each namespace that it watches, or not.</summary>
[Collection(Alone.Name)]
public sealed class RefusedNamespaceTests(ControlPlane plane)
{
    private const string Account = "operator";

    [Fact]
    public async Task Start_OneNamespaceWithoutARole_TheOtherIsServedAndTheFirstAsSoonAsItHasOne()
    {
        var (granted, refused) = (await WidgetNamespace.CreateAsync(plane, "granted"), await WidgetNamespace.CreateAsync(plane, "refused"));
        var configuration = await AccountAsync(granted.Name);
        await GrantAsync(granted.Name, granted.Name);
        await granted.CreateAsync("a", 1);
        await refused.CreateAsync("b", 1);

        await using var running = await WidgetOperator.StartAsync(configuration, granted.Name, settings => settings.Namespaces = [refused.Name, granted.Name]);
        await granted.SeenAsync("a", 1);
        Assert.Equal(refused.Name, Assert.Single(running.Informer.Refused).Namespace);
        await GrantAsync(granted.Name, refused.Name);

        await refused.SeenAsync("b", 1);
        Assert.Empty(running.Informer.Refused);
    }

    [Fact]
    public async Task Running_RoleTakenAway_KeepsWhatItKnewAndGoesOnWithTheRight()
    {
        var widgets = await WidgetNamespace.CreateAsync(plane, "revoked");
        var configuration = await AccountAsync(widgets.Name);
        await GrantAsync(widgets.Name, widgets.Name);
        await using var running = await WidgetOperator.StartAsync(configuration, widgets.Name);
        await widgets.CreateAsync("a", 1);
        await widgets.SeenAsync("a", 1);

        await plane.SendAsync(HttpMethod.Delete, $"apis/rbac.authorization.k8s.io/v1/namespaces/{widgets.Name}/rolebindings/{Account}");
        await Eventually.HoldsAsync(() => running.Informer.Refused.Count == 1, "the namespace to be refused");
        await widgets.ResizeAsync("a", 2);
        Assert.Single(running.Informer.Store.Objects);
        await BindAsync(widgets.Name, widgets.Name);

        await widgets.SeenAsync("a", 2);
        Assert.DoesNotContain(running.Journal.Passes, pass => pass.Kind == "deleted");
    }

    /// <summary>A connection as a new ServiceAccount, which may do nothing yet.</summary>
    private async Task<KubernetesClientConfiguration> AccountAsync(string @namespace)
    {
        var accounts = $"api/v1/namespaces/{@namespace}/serviceaccounts";
        await plane.SendAsync(HttpMethod.Post, accounts, $$$"""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"{{{Account}}}"}}""");
        var answer = await plane.SendAsync(
            HttpMethod.Post,
            $"{accounts}/{Account}/token",
            """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":3600}}""");
        var configuration = plane.Configuration();
        configuration.AccessToken = (string)JsonNode.Parse(answer)!["status"]!["token"]!;
        return configuration;
    }

    private async Task GrantAsync(string accountNamespace, string @namespace)
    {
        await plane.SendAsync(HttpMethod.Post, $"apis/rbac.authorization.k8s.io/v1/namespaces/{@namespace}/roles", $$$"""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"{{{Account}}}"},"rules":[
             {"apiGroups":["test.databricks-operator.io"],"resources":["widgets","widgets/status"],"verbs":["get","list","watch","patch"]},
             {"apiGroups":[""],"resources":["events"],"verbs":["create","patch"]}]}
            """);
        await BindAsync(accountNamespace, @namespace);
    }

    private Task<string> BindAsync(string accountNamespace, string @namespace) =>
        plane.SendAsync(HttpMethod.Post, $"apis/rbac.authorization.k8s.io/v1/namespaces/{@namespace}/rolebindings", $$$"""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"{{{Account}}}"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"{{{Account}}}"},
             "subjects":[{"kind":"ServiceAccount","name":"{{{Account}}}","namespace":"{{{accountNamespace}}}"}]}
            """);
}
