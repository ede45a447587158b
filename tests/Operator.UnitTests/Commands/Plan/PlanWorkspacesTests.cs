using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Microsoft.Extensions.Configuration;
using Operator.Api.V1Alpha1;
using Operator.Commands.Manifests;
using Operator.Commands.Plan;
using Operator.Options;
using Operator.UnitTests.Kinds;

namespace Operator.UnitTests.Commands.Plan;

/// <summary>How a plan signs in to the workspaces that objects name.</summary>
public sealed class PlanWorkspacesTests
{
    private const string Job = """{"workspaceRef":{"name":"prod"},"tasks":[{"taskKey":"main","notebookTask":{"notebookPath":"/main"}}]}""";

    [Fact]
    public async Task Plan_WithASecretAmongTheManifests_UsesIt()
    {
        await using var harness = await KindHarness<DatabricksJob>.StartAsync();
        var report = await PlanAsync(Plans.Join(Workspace(Host(harness)), Secret(WorkspaceOptions.DefaultToken), Plans.Manifest("DatabricksJob", "x", Job)));

        Assert.Equal("Plan: 1 to create, 0 to change, 0 to delete, 1 unchanged", report.Summary);
        Assert.Empty(harness.Workspace.Changes);
    }

    [Fact]
    public async Task Plan_WithTheVariablesOfTheWorkspacesHost_NeedsNoSecret()
    {
        await using var harness = await KindHarness<DatabricksJob>.StartAsync();
        var report = await PlanAsync(
            Plans.Join(Workspace(Host(harness)), Plans.Manifest("DatabricksJob", "x", Job)),
            ("DATABRICKS_HOST", Host(harness)),
            ("DATABRICKS_TOKEN", WorkspaceOptions.DefaultToken));

        Assert.Equal("Plan: 1 to create, 0 to change, 0 to delete, 1 unchanged", report.Summary);
    }

    [Fact]
    public async Task Plan_OfAWorkspaceThatIsGivenByHost_NeedsNoManifestOfIt()
    {
        await using var harness = await KindHarness<DatabricksJob>.StartAsync();
        var report = await PlanAsync(
            Plans.Manifest("DatabricksJob", "x", Job), ("mapping", Host(harness)), ("DATABRICKS_TOKEN", WorkspaceOptions.DefaultToken));

        Assert.Equal("Plan: 1 to create, 0 to change, 0 to delete, 0 unchanged", report.Summary);
    }

    [Fact]
    public async Task Plan_OfAWorkspaceWithoutACredential_FailsAndSaysWhichSecretIsMissing()
    {
        await using var harness = await KindHarness<DatabricksJob>.StartAsync();
        var report = await PlanAsync(Plans.Join(Workspace(Host(harness)), Plans.Manifest("DatabricksJob", "x", Job)));

        Assert.Equal([PlannedAction.Failed, PlannedAction.Failed], report.Objects.Select(planned => planned.Action));
        Assert.Contains("Secret databricks", report.Objects[0].Messages[0], StringComparison.Ordinal);
        Assert.StartsWith("WorkspaceNotReady: ", report.Objects[1].Messages[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_OfAWorkspaceThatIsNowhere_FailsAndNamesIt()
    {
        var report = await PlanAsync(Plans.Manifest("DatabricksJob", "x", Job));

        Assert.Contains("There is no DatabricksWorkspace prod in namespace team", Assert.Single(report.Objects).Messages[0], StringComparison.Ordinal);
        Assert.True(report.HasErrors);
    }

    private static Task<PlanReport> PlanAsync(string manifests, params (string Name, string Value)[] variables)
    {
        var settings = variables.Where(variable => variable.Name != "mapping").Append(("DATABRICKS_CONFIG_FILE", "/nowhere"))
            .Select(variable => KeyValuePair.Create(variable.Item1, (string?)variable.Item2));
        var request = new PlanRequest(
            ManifestText.Read("test", manifests),
            new OperatorOptions { InstallationId = "prod", AllowInsecureHosts = true },
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
        {
            Namespace = "team",
            Workspaces = variables.Where(variable => variable.Name == "mapping").ToDictionary(_ => "prod", variable => variable.Value),
        };
        return Planner.RunAsync(request, TestContext.Current.CancellationToken);
    }

    private static string Host(KindHarness<DatabricksJob> harness) => harness.Process.Client.Host.ToString();

    private static string Workspace(string host) => Plans.Manifest("DatabricksWorkspace", "prod", new JsonObject
    {
        ["host"] = host,
        ["auth"] = new JsonObject { ["token"] = new JsonObject { ["secretKeyRef"] = new JsonObject { ["name"] = "databricks", ["key"] = "token" } } },
    });

    private static string Secret(string token) => new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject { ["name"] = "databricks", ["namespace"] = "team" },
        ["stringData"] = new JsonObject { ["token"] = token },
    }.ToJsonString();
}
