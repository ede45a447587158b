using System.Text.Json.Nodes;
using Databricks.Simulator.Stores;

namespace Databricks.Simulator.Jobs;

/// <inheritdoc/>
public sealed class JobControl : Control<long>
{
    private readonly JobStore store;

    internal JobControl(JobStore store, Lock gate)
        : base(gate) => this.store = store;

    /// <summary>Creates a job from a body of jobs/create 2.1 as another user would.</summary>
    public long Create(JsonObject request, string userName) => Locked(() => store.Create(request, userName, JobsApiVersion.Whole).Id);

    /// <summary>Changes the settings as they were given; what the workspace fills in follows.</summary>
    public void Change(long jobId, Action<JsonObject> change) => Locked(() => store.Change(store.Require(jobId), change));

    public void RemoveTag(long jobId, string key) => Change(jobId, settings => (settings["tags"] as JsonObject)?.Remove(key));

    private protected override IReadOnlyList<long> ListIds() => store.Ids;

    private protected override JsonObject? View(long id) => store.Find(id) is { } job ? JobView.Details(job, JobsApiVersion.Whole, null) : null;

    private protected override void Drop(long id) => store.Remove(store.Require(id));
}
