using System.Globalization;
using System.Text.Json.Nodes;

namespace Databricks.Simulator.Jobs;

/// <summary>
/// A workspace's jobs as its other users see them: looks and changes from outside, which appear in no journal. Unknown ids throw
/// <see cref="KeyNotFoundException"/>.
/// </summary>
public sealed class JobRegister
{
    private readonly JobStore store;
    private readonly Lock gate;

    internal JobRegister(JobStore store, Lock gate)
    {
        this.store = store;
        this.gate = gate;
    }

    /// <summary>Ids of all jobs, in order of creation.</summary>
    public IReadOnlyList<long> Ids
    {
        get
        {
            lock (gate)
            {
                return [.. store.All().Select(job => job.Id)];
            }
        }
    }

    /// <summary>What jobs/get answers on version 2.1, that is everything at once, or null.</summary>
    public JsonObject? Find(long jobId)
    {
        lock (gate)
        {
            return store.Find(jobId) is { } job ? JobView.Details(job, "2.1", null) : null;
        }
    }

    /// <summary>Creates a job from a body of jobs/create 2.1 as somebody else would.</summary>
    public long Create(JsonObject request, string userName)
    {
        lock (gate)
        {
            return store.Create(request, userName, "2.1").Id;
        }
    }

    /// <summary>Changes the settings as they were given; what the workspace fills in follows.</summary>
    public void Change(long jobId, Action<JsonObject> change) => With(jobId, job => store.Change(job, change));

    public void RemoveTag(long jobId, string key) => Change(jobId, settings => (settings["tags"] as JsonObject)?.Remove(key));

    public void Remove(long jobId) => With(jobId, store.Delete);

    /// <summary>Direct grants as <c>principal=LEVEL</c>.</summary>
    public IReadOnlyList<string> GrantsOf(long jobId)
    {
        lock (gate)
        {
            return [.. store.Access.Grants.Find(jobId.ToString(CultureInfo.InvariantCulture))?.Select(grant => $"{grant.Principal}={grant.Level}") ?? []];
        }
    }

    private void With(long jobId, Action<Job> action)
    {
        lock (gate)
        {
            action(store.Find(jobId) ?? throw new KeyNotFoundException($"There is no job {jobId}."));
        }
    }
}
