using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Commands;

/// <summary><c>plan</c> beside a real API server: which cluster it reads, what it learns from there, and what it builds with kustomize.</summary>
public sealed class PlanTests(ControlPlane controlPlane) : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("plan-").FullName;
    private OperatedWorkspace place = null!;

    public async ValueTask InitializeAsync() => place = await OperatedWorkspace.StartAsync(controlPlane, "plan", new WorkspaceOptions());

    public async ValueTask DisposeAsync()
    {
        await place.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Plan_WithAContext_KnowsWhatTheClusterOfThatContextKnows()
    {
        await place.Kubectl.ApplyAsync(Manifest.Secret(WorkspaceOptions.DefaultToken));
        await place.Kubectl.ApplyAsync(Manifest.Workspace(place.Host));
        await place.Kubectl.ApplyAsync(Manifest.Cluster("etl"));
        await place.Kubectl.RunAsync("wait", "--for=condition=Synced", "databrickscluster/etl", "--timeout=30s");
        var manifest = await SaveAsync("etl.yaml", Manifest.Cluster("etl"));
        var (kubeconfig, context) = await KubeconfigWithAWrongCurrentContextAsync();
        var changes = place.Writes.Count;

        // The way into the workspace comes from the Secret in the cluster: no variable of this process names one.
        var same = await PlanAsync("-f", manifest, "--kubeconfig", kubeconfig, "--context", context);
        var other = await PlanAsync("-f", await SaveAsync("edit.yaml", Edited()), "--kubeconfig", kubeconfig, "--context", context, "--detailed-exitcode");

        Assert.True(same.Exit == 0, same.Errors);
        Assert.Equal("Plan: 0 to create, 0 to change, 0 to delete, 1 unchanged\n", same.Output);
        Assert.StartsWith("Reading what the operator knows from https://127.0.0.1:", same.Errors, StringComparison.Ordinal);
        Assert.Equal(2, other.Exit);
        Assert.Contains("numWorkers: 1 → 2", other.Output, StringComparison.Ordinal);
        Assert.Equal(changes, place.Writes.Count);
        Assert.Equal("1", await place.Kubectl.FieldAsync("databricksclusters", "etl", ".spec.numWorkers"));
    }

    [Fact]
    public async Task Plan_WithACurrentContextThatDoesNotAnswer_SaysSoAndPrintsNothing()
    {
        var (kubeconfig, _) = await KubeconfigWithAWrongCurrentContextAsync();

        var planned = await PlanAsync("-f", await SaveAsync("etl.yaml", Manifest.Cluster("etl")), "--kubeconfig", kubeconfig);

        Assert.Equal((1, ""), (planned.Exit, planned.Output));
        Assert.Contains("plan: The API server at https://127.0.0.1:1/ cannot be used", planned.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_OfAKustomization_IsOfWhatKustomizeBuilds()
    {
        place.Remote.Objects.Create("/Shared/etl/Load Orders", "PYTHON", "print(1)");
        place.Remote.Objects.Create("/Shared/etl/report", "SQL", "select 1\n\n-- COMMAND ----------\n\nselect 'a: b'");
        var manifests = Path.Combine(folder, "manifests");

        // What `import` writes refers to ConfigMaps that only kustomize makes of the files.
        var imported = await ProgramRun.OfAsync(
            ["import", "notebooks", "--output-dir", manifests, "-n", place.Kubectl.Namespace], await EnvironmentAsync());
        Assert.True(imported.Exit == 0, imported.Errors);
        var adopted = await PlanAsync("-k", manifests, "--kubeconfig", place.Kubectl.Kubeconfig);
        await place.Kubectl.RunAsync("apply", "-k", manifests);
        await place.Kubectl.RunAsync("wait", "--for=condition=Synced", "databricksnotebook", "--all", "--timeout=30s");
        var settled = await PlanAsync("-k", manifests, "--kubeconfig", place.Kubectl.Kubeconfig);
        await File.AppendAllTextAsync(Path.Combine(manifests, "databricksnotebooks", "report.sql"), "\nselect 2", TestContext.Current.CancellationToken);
        var edited = await PlanAsync("-k", manifests, "--kubeconfig", place.Kubectl.Kubeconfig);

        Assert.EndsWith("Plan: 0 to create, 0 to change, 0 to delete, 2 unchanged\n", adopted.Output, StringComparison.Ordinal);
        Assert.EndsWith("Plan: 0 to create, 0 to change, 0 to delete, 2 unchanged\n", settled.Output, StringComparison.Ordinal);
        Assert.Contains("~ databricksnotebook/report\n", edited.Output, StringComparison.Ordinal);
        Assert.EndsWith("Plan: 0 to create, 1 to change, 0 to delete, 1 unchanged\n", edited.Output, StringComparison.Ordinal);
        Assert.Empty(place.Writes);
    }

    [Fact]
    public async Task Plan_OfAKustomizationThatCannotBeBuilt_SaysWhyAndPlansTheRest()
    {
        Directory.CreateDirectory(Path.Combine(folder, "broken"));
        await SaveAsync(Path.Combine("broken", "kustomization.yaml"), "resources: [missing.yaml]\n");
        var manifest = await SaveAsync("etl.yaml", Manifest.Cluster("etl", workspace: null));

        var planned = await PlanAsync("-k", Path.Combine(folder, "broken"), "-f", manifest, "--kubeconfig", place.Kubectl.Kubeconfig);

        Assert.Equal(1, planned.Exit);
        Assert.Contains("missing.yaml", planned.Errors, StringComparison.Ordinal);
        Assert.EndsWith("Plan: 1 to create, 0 to change, 0 to delete, 0 unchanged, 1 unreadable\n", planned.Output, StringComparison.Ordinal);
    }

    private static string Edited() => Manifest.Cluster("etl").Replace("numWorkers: 1", "numWorkers: 2", StringComparison.Ordinal);

    private async Task<ProgramRun> PlanAsync(params string[] arguments)
    {
        var environment = await EnvironmentAsync();
        if (!arguments.Contains("-k"))
        {
            environment.Remove("DATABRICKS_HOST");
            environment.Remove("DATABRICKS_TOKEN");
        }

        return await ProgramRun.OfAsync(["plan", "--namespace", place.Kubectl.Namespace, .. arguments], environment);
    }

    /// <summary>With kubectl on the path, which builds kustomizations.</summary>
    private async Task<Dictionary<string, string>> EnvironmentAsync()
    {
        var kubectl = (await ChildProcess.RunAsync(Repository.File("hack", "tools.sh"), ["kubectl"])).Trim();
        return new Dictionary<string, string>
        {
            ["PATH"] = $"{Path.GetDirectoryName(kubectl)}:{Environment.GetEnvironmentVariable("PATH")}",
            ["DATABRICKS_HOST"] = place.Host.ToString().TrimEnd('/'),
            ["DATABRICKS_TOKEN"] = WorkspaceOptions.DefaultToken,
        };
    }

    private async Task<(string File, string Context)> KubeconfigWithAWrongCurrentContextAsync()
    {
        var file = Path.Combine(folder, "kubeconfig");
        File.Copy(controlPlane.Kubeconfig, file);
        var kubectl = new Kubectl(file);
        var context = (await kubectl.RunAsync("config", "current-context")).Trim();
        await kubectl.RunAsync("config", "set-cluster", "elsewhere", "--server=https://127.0.0.1:1");
        await kubectl.RunAsync("config", "set-context", "elsewhere", "--cluster=elsewhere", "--user=elsewhere");
        await kubectl.RunAsync("config", "set-credentials", "elsewhere", "--token=none");
        await kubectl.RunAsync("config", "use-context", "elsewhere");
        return (file, context);
    }

    private async Task<string> SaveAsync(string name, string text)
    {
        var file = Path.Combine(folder, name);
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        return file;
    }
}
