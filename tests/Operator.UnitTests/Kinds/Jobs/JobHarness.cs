using System.Globalization;
using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Http;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.UnitTests.Kinds.Harness;
using RunOptions = Databricks.Simulator.Runs.RunOptions;

namespace Operator.UnitTests.Kinds.Jobs;

/// <summary>A job, whose runs take an hour, and a minute to end when they are cancelled.</summary>
internal sealed class JobHarness : KindHarness<DatabricksJob>
{
    private JobHarness(HarnessWorkspace workspace, HarnessOptions options)
        : base(workspace, options, "etl")
    {
    }

    /// <summary>What the operator marks the job with.</summary>
    public static string OwnMarker { get; } = OwnerMarker.Of("prod", DatabricksJob.KindName, new ObjectKey(Namespace, "etl"));

    public DatabricksJobStatus Status => Resource.Status;

    public long Id => long.Parse(Status.JobId!, CultureInfo.InvariantCulture);

    /// <summary>As the workspace has them.</summary>
    public JsonObject Settings => Remote.Jobs.Find(Id)!["settings"]!.AsObject();

    public WorkspaceClient Client => Process.Client;

    /// <summary>The workspace is there, and nothing else.</summary>
    public static async Task<JobHarness> StartAsync(CallLimits? limits = null)
    {
        var runs = new RunOptions { RunningDuration = TimeSpan.FromHours(1), TerminatingDuration = TimeSpan.FromMinutes(1) };
        var options = new HarnessOptions { Workspace = new WorkspaceOptions { Runs = runs } };
        options = limits is null ? options : options with { Limits = limits };
        return new JobHarness(await HarnessWorkspace.StartAsync(options), options);
    }

    /// <summary>A job of one task that is in the workspace as its spec says.</summary>
    public static async Task<JobHarness> SettledAsync(Action<DatabricksJobSpec>? change = null)
    {
        var harness = await StartAsync();
        harness.Apply(job =>
        {
            job.Spec.Tasks = [Jobs.Notebook("main")];
            change?.Invoke(job.Spec);
        });
        await harness.SettleAsync();
        return harness;
    }

    public void Edit(Action<DatabricksJobSpec> change) => Edit((DatabricksJob job) => change(job.Spec));

    /// <summary>How often an operation was called.</summary>
    public int Calls(string operation) => Workspace.CountOf(operation);

    protected override DatabricksJob New(string name) => Jobs.Of();
}
