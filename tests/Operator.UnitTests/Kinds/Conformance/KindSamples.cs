using System.Globalization;
using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Operator.Api.V1Alpha1;
using Operator.UnitTests.Kinds.Harness;
using RunOptions = Databricks.Simulator.Runs.RunOptions;

namespace Operator.UnitTests.Kinds.Conformance;

/// <summary>One sample for each registered kind. A kind without one fails every conformance test.</summary>
internal static class KindSamples
{
    private const string MainTask = """{"taskKey":"main","notebookTask":{"notebookPath":"/main"}}""";
    private const string RemoteTask = """{"task_key":"main","notebook_task":{"notebook_path":"/main"}}""";
    private const string Login = """{"url":"registry.example.com/a","basicAuth":{"username":"u","passwordSecretRef":{"name":"hidden","key":"value"}}}""";

    private static readonly Dictionary<string, KindSample> All = new()
    {
        [nameof(DatabricksCluster)] = Cluster(),
        [nameof(DatabricksJob)] = Job(),
        [nameof(DatabricksJobRun)] = Run(),
        [nameof(DatabricksNotebook)] = Notebook(),
        [nameof(DatabricksSqlWarehouse)] = Warehouse(),
    };

    public static IEnumerable<string> Kinds => All.Keys;

    public static KindSample Of(string kind)
    {
        Assert.True(All.TryGetValue(kind, out var sample), $"{kind} is registered and has no sample here, so what every kind promises is not tested of it.");
        return sample!;
    }

    private static KindSample Cluster() => new()
    {
        StartAsync = async () => await KindHarness<DatabricksCluster>.StartAsync(),
        Spec = _ => """{"sparkVersion":"16.4.x-scala2.12","nodeTypeId":"m5d.large","numWorkers":1,"autoterminationMinutes":600}""",
        Edit = """{"autoterminationMinutes":900}""",
        Creates = "clusters/create",
        Edits = "clusters/edit",
        Deletes = "clusters/permanent-delete",
        RecordedId = "clusterId",
        Ids = workspace => workspace.Clusters.Ids,
        IsAlive = (workspace, id) => (string?)workspace.Clusters.Find(id)?["state"] == "RUNNING",
        View = (workspace, id) => workspace.Clusters.Find(id)!.ToJsonString(),
        Namesake = workspace => workspace.Clusters.Create(
            Json("""
                {"cluster_name":"x","spark_version":"16.4.x-scala2.12","node_type_id":"m5d.large","num_workers":1,"autotermination_minutes":600}
                """),
            "ada@example.com"),
        TakesOver = id => $$"""{"externalId":"{{id}}"}""",
        Drift = new DriftSample((workspace, id) => workspace.Clusters.Change(id, settings => settings["num_workers"] = 5), "numWorkers", "clusters/resize"),
        SecretReference = $$"""{"dockerImage":{{Login}}}""",
    };

    private static KindSample Job() => new()
    {
        StartAsync = async () => await KindHarness<DatabricksJob>.StartAsync(),
        Spec = _ => $$"""{"description":"mine","tasks":[{{MainTask}}]}""",
        Edit = """{"description":"new"}""",
        Creates = "jobs/create",
        Edits = "jobs/reset",
        Deletes = "jobs/delete",
        RecordedId = "jobId",
        Ids = workspace => workspace.Jobs.Ids.Select(Text),
        IsAlive = (workspace, id) => workspace.Jobs.Find(Number(id)) is not null,
        View = (workspace, id) => workspace.Jobs.Find(Number(id))!.ToJsonString(),
        Namesake = workspace => Text(workspace.Jobs.Create(
            Json($$"""{"name":"x","description":"mine","queue":{"enabled":true},"tasks":[{{RemoteTask}}]}"""), "ada@example.com")),
        TakesOver = id => $$"""{"externalId":"{{id}}"}""",
        Drift = new DriftSample(
            (workspace, id) => workspace.Jobs.Change(Number(id), settings => settings["description"] = "theirs"), "description", "jobs/reset"),
        SecretReference = $$$"""
            {"tasks":[{"taskKey":"main","notebookTask":{"notebookPath":"/main"},
              "newCluster":{"sparkVersion":"16.4.x-scala2.12","nodeTypeId":"m5d.large","numWorkers":1,"dockerImage":{{{Login}}}}}]}
            """,
    };

    private static KindSample Run() => new()
    {
        StartAsync = async () => await KindHarness<DatabricksJobRun>.StartAsync(
            new HarnessOptions { Workspace = new WorkspaceOptions { Runs = new RunOptions { RunningDuration = TimeSpan.FromDays(30) } } }),
        Spec = workspace =>
        {
            var job = workspace.Jobs.Create(Json($$"""{"name":"etl","tasks":[{{RemoteTask}}]}"""), WorkspaceOptions.DefaultUser);
            return $$"""{"jobId":"{{job}}"}""";
        },
        Edit = """{"cancel":true}""",
        Creates = "jobs/run-now",
        Edits = "jobs/runs/cancel",
        Deletes = "jobs/runs/cancel",
        RepeatsCreation = true,
        RecordedId = "runId",
        Ids = workspace => workspace.Runs.Ids.Select(Text),
        IsAlive = (workspace, id) => (string?)workspace.Runs.Find(Number(id))?["state"]?["life_cycle_state"] == "RUNNING",
        View = (workspace, id) => workspace.Runs.Find(Number(id))!.ToJsonString(),
        Settled = [Reasons.RunRunning, Reasons.RunCanceled],
        Namesake = workspace => Text(workspace.Runs.Start(workspace.Jobs.Ids.Single())),
        TakesOver = id => $$"""{"jobId":null,"externalId":"{{id}}"}""",
        Meaningless = new Dictionary<ConformanceCase, string>
        {
            [ConformanceCase.AdoptionByMarker] = "A run carries no mark: the token of its own resource finds it, and another resource is another run.",
            [ConformanceCase.AdoptionByName] = "A run has no name of its own by which it could be taken over.",
            [ConformanceCase.Drift] = "A run has the settings that its job had when it was started; nobody can change them.",
            [ConformanceCase.ObservationOfNothing] = "A run is observed by its externalId alone, which names one that somebody has started.",
            [ConformanceCase.SecretReference] = "The spec of a run refers to no Secret.",
        },
    };

    private static KindSample Notebook() => new()
    {
        StartAsync = async () => await KindHarness<DatabricksNotebook>.StartAsync(),
        Spec = _ => """{"path":"/Shared/x","language":"PYTHON","content":"print(1)"}""",
        Edit = """{"content":"print(2)"}""",
        Creates = "workspace/import",
        Edits = "workspace/import",
        Deletes = "workspace/delete",
        RecordedId = "path",
        Ids = workspace => workspace.Objects.Paths,
        IsAlive = (workspace, path) => workspace.Objects.Paths.Contains(path),
        View = (workspace, path) => workspace.Objects.Source(path),
        Namesake = workspace =>
        {
            workspace.Objects.Create("/Shared/x", "PYTHON", "theirs");
            return "/Shared/x";
        },
        Drift = new DriftSample((workspace, path) => workspace.Objects.Change(path, _ => "edited"), "content", "workspace/import"),
        SecretReference = """{"content":null,"contentFrom":{"secretKeyRef":{"name":"hidden","key":"value"}}}""",
        Meaningless = new Dictionary<ConformanceCase, string>
        {
            [ConformanceCase.ExternalId] = "A notebook is known by its path, which the spec has to name anyway.",
        },
    };

    private static KindSample Warehouse() => new()
    {
        StartAsync = async () => await KindHarness<DatabricksSqlWarehouse>.StartAsync(),
        Spec = _ => """{"clusterSize":"Small","autoStopMins":600}""",
        Edit = """{"autoStopMins":900}""",
        Creates = "warehouses/create",
        Edits = "warehouses/edit",
        Deletes = "warehouses/delete",
        RecordedId = "warehouseId",
        Ids = workspace => workspace.Warehouses.Ids,
        IsAlive = (workspace, id) => (string?)workspace.Warehouses.Find(id)?["state"] == "RUNNING",
        View = (workspace, id) => workspace.Warehouses.Find(id)!.ToJsonString(),
        Namesake = workspace => workspace.Warehouses.Create(Json("""{"name":"x","cluster_size":"Small","auto_stop_mins":600}"""), "ada@example.com"),
        TakesOver = id => $$"""{"externalId":"{{id}}"}""",
        Drift = new DriftSample(
            (workspace, id) => workspace.Warehouses.Change(id, settings => settings["cluster_size"] = "Large"), "clusterSize", "warehouses/edit"),
        Meaningless = new Dictionary<ConformanceCase, string>
        {
            [ConformanceCase.SecretReference] = "The spec of a SQL warehouse refers to no Secret.",
        },
    };

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static long Number(string id) => long.Parse(id, CultureInfo.InvariantCulture);

    private static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;
}
