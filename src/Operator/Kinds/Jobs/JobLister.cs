using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Jobs;
using Operator.Databricks.Observation;
using Operator.Managed;

namespace Operator.Kinds.Jobs;

/// <summary>The rows of jobs/list with their tasks, each with its last run: all of a job but whom it runs as (behavior §8).</summary>
internal sealed class JobLister(LastRunCache runs, TimeProvider time) : IListedKind<DatabricksJob, ObservedJob>
{
    private static readonly JobFilter WithTasks = new() { ExpandTasks = true };

    private long truncated;

    public string Plural => "jobs";

    public string? RecordedId(DatabricksJob entity) => entity.Status.JobId;

    public async IAsyncEnumerable<IReadOnlyList<ObservedJob>> PagesAsync(WorkspaceClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await runs.RefreshAsync(client, cancellationToken).ConfigureAwait(false);
        await foreach (var page in client.JobReads.PagesAsync(WithTasks, cancellationToken).ConfigureAwait(false))
        {
            var listedAt = time.GetUtcNow();
            yield return [.. page.Select(job => new ObservedJob(job, job.JobId is { } id ? runs.Known(client, id) : null) { ListedAt = listedAt })];
        }
    }

    public string? IdOf(ObservedJob row) => row.Job.JobId?.ToString(CultureInfo.InvariantCulture);

    public string? MarkerOf(ObservedJob row) => row.Job.Settings?.Tags?.GetValueOrDefault(Ownership.MarkerTag);

    public string? NameOf(ObservedJob row) => row.Job.Settings?.Name;

    /// <summary>
    /// A row that does not show all of a job is never equal to another: what it leaves out may have changed, and only reading the job itself shows that
    /// (behavior §8).
    /// </summary>
    public ulong FingerprintOf(ObservedJob row)
    {
        var node = row.Job.Settings?.ToSettings() ?? [];
        node["$creator"] = row.Job.CreatorUserName;
        node["$run"] = row.LastRun is { } run ? new JsonArray(run.RunId, run.State, run.Result, run.EndTime) : null;
        node["$look"] = IsComplete(row) ? 0 : Interlocked.Increment(ref truncated);
        return Fingerprint.Of(node);
    }

    /// <summary>A job is in its final state as soon as a call returns. Its runs are in transition, but each list reads them anyway.</summary>
    public bool IsInTransition(ObservedJob row) => false;

    public bool IsComplete(ObservedJob row) => !row.Job.IsTruncated;
}
