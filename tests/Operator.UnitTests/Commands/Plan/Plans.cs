using System.Text.Json.Nodes;
using k8s;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Operator.Commands.Manifests;
using Operator.Commands.Plan;
using Operator.Options;
using Operator.UnitTests.Kinds.Harness;

namespace Operator.UnitTests.Commands.Plan;

/// <summary>Plans beside a harness: its workspace, and its cluster or none.</summary>
internal static class Plans
{
    public static async Task<PlanReport> OfAsync(OperatorHarness harness, string manifests, bool hasCluster = true)
    {
        using var cluster = ClusterBehindAPlan.Of(harness);
        var request = new PlanRequest(
            ManifestText.Read("test", manifests),
            new OperatorOptions { InstallationId = "prod", AllowInsecureHosts = true },
            new ConfigurationBuilder().AddInMemoryCollection([new("DATABRICKS_CONFIG_FILE", "/nowhere")]).Build())
        {
            Cluster = hasCluster ? new KubernetesClientConfiguration { Host = "http://cluster" } : null,
            Namespace = OperatorHarness.Namespace,
            Handlers = [cluster],
            Replace = services => Replace(harness, services),
        };
        return await Planner.RunAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The workspace and the clock of the harness.</summary>
    public static void Replace(OperatorHarness harness, IServiceCollection services)
    {
        services.AddSingleton<TimeProvider>(new HarnessClock(harness.Time));
        harness.Workspace.Register(services);
    }

    public static string Manifest(string kind, string name, JsonNode spec) => new JsonObject
    {
        ["apiVersion"] = "databricks-operator.io/v1alpha1",
        ["kind"] = kind,
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = OperatorHarness.Namespace },
        ["spec"] = spec.DeepClone(),
    }.ToJsonString();

    public static string Manifest(string kind, string name, string spec) => Manifest(kind, name, JsonNode.Parse(spec)!);

    public static string Join(params string[] manifests) => string.Join("\n---\n", manifests);
}
