using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Operator.Databricks;
using Operator.Databricks.Authentication;
using Operator.Databricks.Clusters;
using Operator.Databricks.Errors;
using Operator.Databricks.Http;
using Operator.Databricks.Jobs;
using Operator.Databricks.Runs;
using Operator.Databricks.WorkspaceObjects;

namespace Operator.UnitTests.Contract;

/// <summary>
/// The life of a cluster, a job with its runs, and a notebook: every operation of the users' description at least once, and a failure of each family.
/// </summary>
internal static class DescribedScenario
{
    private const string Cluster = """
        {"cluster_name":"etl","spark_version":"16.4.x-scala2.12","node_type_id":"m5d.large","num_workers":1,"spark_conf":{"a":"1"},"spark_env_vars":{"B":"2"},
        "custom_tags":{"team":"data"},"autotermination_minutes":0,"enable_elastic_disk":false,"runtime_engine":"STANDARD","data_security_mode":"SINGLE_USER"}
        """;

    private const string Job = """
        {"name":"nightly","tags":{"team":"data"},"max_concurrent_runs":2,"timeout_seconds":0,
        "tasks":[{"task_key":"extract","notebook_task":{"notebook_path":"/etl/extract","base_parameters":{"day":"1"}},"max_retries":0},
                 {"task_key":"load","depends_on":[{"task_key":"extract"}],"notebook_task":{"notebook_path":"/etl/extract"}}],
        "schedule":{"quartz_cron_expression":"0 0 3 * * ?","timezone_id":"UTC","pause_status":"PAUSED"}}
        """;

    /// <summary>A client of the versions in the description.</summary>
    /// <param name="address">The workspace, or a proxy before it.</param>
    /// <param name="transport">The way there; null for a plain one.</param>
    public static WorkspaceClient Connect(Uri address, HttpMessageHandler? transport) => WorkspaceClientFactory.Create(
        new WorkspaceClientOptions
        {
            Host = WorkspaceHost.TryParse(address.GetLeftPart(UriPartial.Authority), true, out var host, out var reason)
                ? host
                : throw new InvalidOperationException(reason),
            TokenSource = new StaticTokenSource(new Secret("dapi-simulator")),
            ApiVersions = new ApiVersions { Clusters = "2.0", Jobs = "2.1" },
            Limits = new() { RequestsPerSecond = 1000, Burst = 1000 },
        },
        TimeProvider.System,
        transport);

    public static async Task RunAsync(WorkspaceClient client, CancellationToken cancellationToken)
    {
        await ClustersAsync(client.Clusters, cancellationToken);
        await NotebooksAsync(client.WorkspaceObjects, cancellationToken);
        await JobsAsync(client, cancellationToken);
    }

    private static async Task ClustersAsync(IClustersApi clusters, CancellationToken cancellationToken)
    {
        var created = await clusters.CreateAsync(JsonNode.Parse(Cluster)!.AsObject(), cancellationToken);
        var id = new ClusterReference(created.ClusterId);
        Assert.Contains(await clusters.ListAllAsync(new ClusterFilter { Sources = ["API"] }, cancellationToken), row => row.ClusterId == id.ClusterId);
        Assert.Equal("etl", (await clusters.GetAsync(id.ClusterId, cancellationToken)).ClusterName);
        var edit = JsonNode.Parse(Cluster)!.AsObject();
        (edit["cluster_id"], edit["num_workers"]) = (id.ClusterId, 2);
        await clusters.EditAsync(edit, cancellationToken);
        await clusters.RestartAsync(id, cancellationToken);
        await clusters.DeleteAsync(id, cancellationToken);
        await clusters.StartAsync(id, cancellationToken);
        Assert.NotEmpty(await clusters.RecentEventsAsync(id.ClusterId, 10, cancellationToken));
        await clusters.PermanentDeleteAsync(id, cancellationToken);
        await GoneAsync(() => clusters.GetAsync(id.ClusterId, cancellationToken));
    }

    private static async Task NotebooksAsync(IWorkspaceObjectsApi objects, CancellationToken cancellationToken)
    {
        const string Path = "/etl/extract";
        await objects.MakeDirectoriesAsync(new ObjectReference("/etl"), cancellationToken);
        await objects.ImportAsync(
            new ImportObject
            {
                Path = Path,
                Format = "SOURCE",
                Language = "PYTHON",
                Overwrite = true,
                Content = Convert.ToBase64String(Encoding.UTF8.GetBytes("print(1)\n")),
            }, cancellationToken);
        Assert.Equal("NOTEBOOK", (await objects.GetStatusAsync(Path, cancellationToken)).ObjectType);
        Assert.Single((await objects.ListAsync("/etl", null, cancellationToken)).Objects!);
        Assert.NotNull((await objects.ExportAsync(Path, "SOURCE", cancellationToken)).Content);
        await GoneAsync(() => objects.GetStatusAsync("/etl/nothing", cancellationToken));
    }

    private static async Task JobsAsync(WorkspaceClient client, CancellationToken cancellationToken)
    {
        var (jobs, runs) = (client.Jobs, client.Runs);
        var id = (await jobs.CreateAsync(JsonNode.Parse(Job)!.AsObject(), cancellationToken)).JobId;
        Assert.Contains(await client.JobReads.ListAllAsync(new JobFilter { ExpandTasks = true }, cancellationToken), row => row.JobId == id);
        Assert.Equal(2, (await client.JobReads.GetWholeAsync(id, cancellationToken)).Settings!.Tasks!.Count);
        await jobs.UpdateAsync(
            new UpdateJob { JobId = id, NewSettings = new JobSettings { Name = "weekly", MaxConcurrentRuns = 1 }, FieldsToRemove = ["schedule"] },
            cancellationToken);
        var started = await runs.RunNowAsync(
            new RunNow
            {
                JobId = id,
                IdempotencyToken = string.Create(CultureInfo.InvariantCulture, $"token-{id}"),
                NotebookParams = new Dictionary<string, string?> { ["day"] = "2" }
            }, cancellationToken);
        Assert.Contains(
            (await runs.ListAsync(id, null, null, null, "true", null, null, 20, 0, null, cancellationToken)).Runs!, run => run.RunId == started.RunId);
        var run = await runs.GetAsync(started.RunId, "true", "true", null, cancellationToken);
        Assert.NotNull((await runs.GetOutputAsync(run.Tasks![0].RunId!.Value, cancellationToken)).Metadata);
        await runs.CancelAsync(new RunReference(started.RunId), cancellationToken);
        await jobs.DeleteAsync(new JobReference(id), cancellationToken);
        await GoneAsync(() => jobs.GetAsync(id, null, cancellationToken));
        await client.WorkspaceObjects.DeleteAsync(new DeleteObject { Path = "/etl", Recursive = true }, cancellationToken);
    }

    private static async Task GoneAsync(Func<Task> read) =>
        Assert.Equal(DatabricksErrorKind.NotFound, (await Assert.ThrowsAsync<DatabricksException>(read)).Error.Kind);
}
