using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Runs;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.UnitTests.Kinds.Harness;
using Operator.UnitTests.Runtime.Support;
using RunOptions = Databricks.Simulator.Runs.RunOptions;

namespace Operator.UnitTests.Kinds.Runs;

/// <summary>A run of a job with two tasks.</summary>
internal sealed class RunHarness : KindHarness<DatabricksJobRun>
{
    public const string Path = "/apis/databricks-operator.io/v1alpha1/namespaces/team/databricksjobruns/nightly";
    public const string Uid = "11111111-2222-3333-4444-555555555555";

    private RunHarness(HarnessWorkspace workspace, HarnessOptions options)
        : base(workspace, options, "nightly") =>
        JobId = Remote.Jobs.Create((JsonObject)JsonNode.Parse(JobOf("load", "report"))!, WorkspaceOptions.DefaultUser);

    /// <summary>A job with the tasks load and report.</summary>
    public long JobId { get; }

    public WorkspaceClient Client => Process.Client;

    /// <summary>The status a request to the API server is refused with; null to carry it out.</summary>
    public Func<StubRequest, HttpStatusCode?> Refusal
    {
        get => Api.Refusal;
        set => Api.Refusal = value;
    }

    public IReadOnlyList<StubRequest> Writes => Api.Writes;

    public DatabricksJobRun Run => Resource;

    public DatabricksJobRunStatus Status => Run.Status;

    public long RunId => long.Parse(Status.RunId!, CultureInfo.InvariantCulture);

    /// <summary>The calls to the workspace since the last time they were forgotten, without the lists that all runs share.</summary>
    public IReadOnlyList<string> Calls => [.. Workspace.Calls.Where(call => call.Operation != "jobs/runs/list").Select(call => call.Operation)];

    public int CallCount => Workspace.Calls.Count;

    public string Kstatus => Managed.Kstatus.Of(Status, Run.Metadata.Generation ?? 0);

    /// <summary>A run of the job that no pass has looked at yet; by default it takes an hour.</summary>
    public static async Task<RunHarness> StartAsync(Action<DatabricksJobRunSpec>? change = null, RunOptions? runs = null, ApiVersions? versions = null)
    {
        var options = new HarnessOptions
        {
            Workspace = new WorkspaceOptions { Runs = runs ?? new RunOptions { RunningDuration = TimeSpan.FromHours(1) } },
            Versions = versions ?? new ApiVersions(),
        };
        var harness = new RunHarness(await HarnessWorkspace.StartAsync(options), options);
        harness.Apply(run =>
        {
            run.Metadata.Uid = Uid;
            run.Spec.JobId = $"{harness.JobId}";
            change?.Invoke(run.Spec);
        });
        return harness;
    }

    /// <summary>The same after its first passes: it runs.</summary>
    public static async Task<RunHarness> RunningAsync(Action<DatabricksJobRunSpec>? change = null, RunOptions? runs = null)
    {
        var harness = await StartAsync(change, runs);
        await harness.PassAsync();
        await harness.PassAsync();
        return harness;
    }

    /// <summary>The same after its end.</summary>
    public static async Task<RunHarness> EndedAsync(TaskFailure? failure = null, Action<DatabricksJobRunSpec>? change = null)
    {
        var harness = await RunningAsync(change);
        harness.Time.Advance(TimeSpan.FromSeconds(72));
        harness.Remote.Runs.Finish(harness.RunId, failure);
        await harness.PassAsync();
        return harness;
    }

    public static string JobOf(params IEnumerable<string> tasks) => new JsonObject
    {
        ["name"] = "etl",
        ["tasks"] = new JsonArray([.. tasks.Select(TaskOf)]),
    }.ToJsonString();

    public void Edit(Action<DatabricksJobRunSpec> change) => Edit((DatabricksJobRun run) => change(run.Spec));

    /// <summary>The resource of the job.</summary>
    public void PutJob(Action<DatabricksJob> change)
    {
        var job = new DatabricksJob { Metadata = new V1ObjectMeta { Name = "etl", NamespaceProperty = Namespace, Uid = "job-1", Generation = 1 } };
        change(job);
        Put(job);
    }

    public int CountOf(string operation) => Workspace.CountOf(operation);

    private static JsonObject TaskOf(string key) => new() { ["task_key"] = key, ["notebook_task"] = new JsonObject { ["notebook_path"] = $"/{key}" } };
}
