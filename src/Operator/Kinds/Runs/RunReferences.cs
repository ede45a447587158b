using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.Runtime.Status;
using Operator.Workspaces;

namespace Operator.Kinds.Runs;

/// <summary>
/// The job of a run. A DatabricksJob is waited for until the workspace has it as its spec says: a run of an outdated definition is no run of that spec.
/// </summary>
internal sealed class RunReferences(ObjectStore<DatabricksJob> jobs, IWorkspaceConnector workspaces)
{
    /// <summary>Only while the start is waiting for it: nothing that happens to the job afterwards matters.</summary>
    public static IEnumerable<ObjectKey> JobsOf(DatabricksJobRun run) =>
        run.Spec.JobRef is { } job && run.Status.RunId is null && !RunCompletion.IsRecorded(run)
            ? [new ObjectKey(run.Metadata.NamespaceProperty, job.Name)]
            : [];

    /// <summary>All that <see cref="JobId"/> depends on.</summary>
    public static bool IsNews(DatabricksJob? before, DatabricksJob? after) => before is null || after is null || Seen(before) != Seen(after);

    /// <exception cref="DependencyMissingException">There is no such job yet, or not as it should be.</exception>
    public string JobId(DatabricksJobRun run) => run.Spec.JobRef is { } job ? IdOf(run, job.Name) : run.Spec.JobId!;

    /// <summary>
    /// The job that a start was sent to by a process that could not record it any more. Its resource may be in any state by now, as long as it is the same: one
    /// that is younger than the run may stand for another job, in which nothing is to be started.
    /// </summary>
    /// <exception cref="DatabricksException">It is not known any more.</exception>
    public string FormerJobId(DatabricksJobRun run)
    {
        if (run.Spec.JobRef is not { } reference)
        {
            return run.Spec.JobId!;
        }

        var job = jobs.Find(new ObjectKey(run.Metadata.NamespaceProperty, reference.Name));
        return job is { Status.JobId: { Length: > 0 } id } && !(job.Metadata.CreationTimestamp > run.Metadata.CreationTimestamp)
            ? id
            : throw new DatabricksException(new DatabricksError(
                "jobs/run-now", DatabricksErrorKind.NotFound, $"the {DatabricksJob.KindName} {reference.Name} of that time does not exist any more"));
    }

    private string IdOf(DatabricksJobRun run, string name)
    {
        if (jobs.Find(new ObjectKey(run.Metadata.NamespaceProperty, name)) is not { } job)
        {
            throw Missing(name, $"does not exist in namespace {run.Metadata.NamespaceProperty}");
        }

        if (job.Metadata.DeletionTimestamp is not null)
        {
            throw Missing(name, "is being deleted");
        }

        if (job.Status.JobId is not { Length: > 0 } id)
        {
            throw StalledDependency.Missing(DatabricksJob.KindName, job, "does not exist in the workspace");
        }

        var (ours, theirs) = (WorkspaceReferences.KeyOf(run), WorkspaceReferences.KeyOf(job));
        if (ours != theirs)
        {
            throw Missing(
                name,
                $"lives in another workspace ({job.Status.Workspace ?? theirs.ToString()}) than this run ({workspaces.Connect(run).Name}). Give both the same "
                    + "workspaceRef");
        }

        return IsUpToDate(job) ? id : throw (StalledDependency.IsStalled(job)
            ? StalledDependency.Missing(DatabricksJob.KindName, job, "is not in the workspace as its spec says")
            : Missing(name, $"is not yet in the workspace as its spec says{Why(job)}"));
    }

    /// <summary>What was changed in the workspace after this very spec had been written there, and is left so by policy, is no outdated definition.</summary>
    private static bool IsUpToDate(DatabricksJob job) =>
        job.Status.Conditions.Find(ConditionTypes.Synced) is { } synced
        && synced.ObservedGeneration == job.Metadata.Generation
        && (synced.Status == Conditions.True || (synced.Reason == Reasons.DriftDetected && job.Spec.Policies?.Drift == DriftPolicy.Report));

    private static string Why(DatabricksJob job) => job.Status.Conditions.Find(ConditionTypes.Synced) is { } synced
        ? $" ({synced.Reason}{(synced.Message.Length > 0 ? $": {synced.Message}" : "")})"
        : "";

    private static DependencyMissingException Missing(string name, string problem) => new($"The {DatabricksJob.KindName} {name} {problem}");

    private static (string?, ObjectKey, bool, bool, long?, (string, string, long?)?) Seen(DatabricksJob job) => (
        job.Status.JobId,
        WorkspaceReferences.KeyOf(job),
        job.Metadata.DeletionTimestamp is not null,
        StalledDependency.IsStalled(job),
        job.Metadata.Generation,
        job.Status.Conditions.Find(ConditionTypes.Synced) is { } synced ? (synced.Status, synced.Reason, synced.ObservedGeneration) : null);
}
