using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.GitOps;

/// <summary>A team's repository with two workspaces and three environments, all of it at once.</summary>
[Collection("examples")]
public sealed class TeamRepositoryTests(ControlPlane controlPlane)
{
    private static readonly string[] Environments = ["dev", "staging", "prod"];

    [Fact]
    public async Task Environments_OfATeam_LiveEachInTheirWorkspace()
    {
        await using var nonprod = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        await using var prod = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        var place = await controlPlane.PrepareAsync("team");
        await using var process = OperatorInProcess.Start(place, workspace: null, further: new Dictionary<string, string>
        {
            ["OPERATOR__WATCHNAMESPACES"] = $"databricks,{string.Join(',', Environments.Select(environment => $"sales-{environment}"))}",
        });

        foreach (var environment in Environments)
        {
            await controlPlane.Kubectl.ApplyAsync(await YamlAsync($"environments/{environment}"));
        }

        await ApplyWorkspacesAsync(("nonprod", nonprod), ("prod", prod));
        foreach (var environment in Environments)
        {
            await ReadyAsync($"sales-{environment}", process);
        }

        Assert.Equal((2, 1), (nonprod.Workspace.Clusters.Ids.Count, prod.Workspace.Clusters.Ids.Count));
        Assert.Equal((2, 1), (nonprod.Workspace.Jobs.Ids.Count, prod.Workspace.Jobs.Ids.Count));
        Assert.NotNull(nonprod.Workspace.Objects.Find("/Shared/sales-dev/orders"));
        Assert.NotNull(nonprod.Workspace.Objects.Find("/Shared/sales-staging/orders"));
        Assert.NotNull(prod.Workspace.Objects.Find("/Shared/sales/orders"));
    }

    /// <summary>Hosts and credentials are the reader's own; here they are those of the simulated workspaces.</summary>
    private async Task ApplyWorkspacesAsync(params (string Name, SimulatorHost Host)[] workspaces)
    {
        await controlPlane.Kubectl.ApplyAsync(workspaces.Aggregate(await YamlAsync("workspaces"), (yaml, one) => yaml.Replace(
            $"https://dbc-{one.Name}.cloud.databricks.com", one.Host.Url.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)));
        foreach (var (name, _) in workspaces)
        {
            await controlPlane.Kubectl.RunAsync(
                "create", "secret", "generic", $"databricks-{name}", "-n", "databricks", $"--from-literal=token={WorkspaceOptions.DefaultToken}");
        }
    }

    private Task<string> ReadyAsync(string @namespace, RunningOperator process) => Eventually.ReachesAsync(
        _ => controlPlane.Kubectl.RunAsync(
            "wait", "--for=condition=Ready", "databrickscluster/etl", "databricksjob/orders", "databricksnotebook/orders", "-n", @namespace, "--timeout=10s"),
        _ => true,
        $"{@namespace} to be ready",
        TimeSpan.FromSeconds(90),
        _ => process.Log);

    private Task<string> YamlAsync(string folder) => new ExampleFolder(controlPlane, Path.Combine("team-repository", folder)).YamlAsync();
}
