using System.Globalization;
using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Databricks.Jobs;
using Operator.Databricks.Runs;
using Operator.Managed;

namespace Operator.Kinds.Jobs;

/// <summary>
/// The end of a job, a step a pass: nothing starts it any more, nothing of it runs any more, it is deleted. Runs of a deleted job would go on without
/// anybody who could find them (behavior §3.2).
/// </summary>
internal static class JobDeletion
{
    private const string Paused = "PAUSED";

    /// <summary>Runs that a message names.</summary>
    private const int Shown = 3;

    public static async Task<DeletionStep> StepAsync(
        ObservedJob observed, ActiveRunCache activeRuns, WorkspaceClient client, CancellationToken cancellationToken)
    {
        try
        {
            if (Pausing(observed.Job) is not { } pause)
            {
                return await EndAsync(observed, activeRuns, client, cancellationToken).ConfigureAwait(false);
            }

            if (await PauseAsync(pause, client, cancellationToken).ConfigureAwait(false) is not { } refusal)
            {
                return DeletionStep.Waiting();
            }

            var unpaused = observed with { ListedAt = null, ReadAt = null };
            return await EndAsync(unpaused, activeRuns, client, cancellationToken).ConfigureAwait(false) with { PassedOver = refusal };
        }
        catch (DatabricksException exception) when (exception.Kind == DatabricksErrorKind.NotFound)
        {
            return DeletionStep.Done;
        }
    }

    /// <summary>Of a job that nothing starts any more.</summary>
    private static async Task<DeletionStep> EndAsync(
        ObservedJob observed, ActiveRunCache activeRuns, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var id = observed.Job.JobId!.Value;
        var active = observed.ReadAt is { } readAt
            ? await activeRuns.FindWithOthersAsync(id, readAt, client, cancellationToken).ConfigureAwait(false)
            : await activeRuns.FindAsync(id, observed.ListedAt, client, cancellationToken).ConfigureAwait(false);
        if (active.Count > 0)
        {
            await CancelAsync(id, active, client, cancellationToken).ConfigureAwait(false);
            return DeletionStep.Waiting(Waiting(id, active, client));
        }

        await client.Jobs.DeleteAsync(new JobReference(id), cancellationToken).ConfigureAwait(false);
        return DeletionStep.Done;
    }

    /// <summary>
    /// Null once nothing starts the job any more, else what the workspace said. An update is judged by the whole job, so one that names a policy, a pool or a
    /// principal that is gone cannot even be paused; it can be deleted all the same.
    /// </summary>
    private static async Task<string?> PauseAsync(UpdateJob pause, WorkspaceClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.Jobs.UpdateAsync(pause, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (DatabricksException exception) when (exception.Kind == DatabricksErrorKind.Invalid)
        {
            return $"The job could not be paused before its deletion, and is deleted without that: {exception.Error}";
        }
    }

    /// <summary>The oldest first, which stay the same from one look to the next.</summary>
    private static string Waiting(long job, IReadOnlyList<Run> active, WorkspaceClient client)
    {
        var runs = active.Where(run => run.RunId is not null).Select(run => run.RunId!.Value).Order().ToList();
        var shown = runs.Take(Shown).Select(run => string.Create(CultureInfo.InvariantCulture, $"{run} ({client.Host}/jobs/{job}/runs/{run})"));
        return $"The job's runs have been cancelled and have not ended yet: {string.Join(", ", shown)}{(runs.Count > Shown ? " and others" : "")}";
    }

    /// <summary>
    /// Each trigger is sent whole: an update replaces it (behavior §1.2). The preview of several triggers has no known shape, and is taken out. Null when
    /// nothing starts the job.
    /// </summary>
    private static UpdateJob? Pausing(Job job)
    {
        var settings = job.Settings ?? new JobSettings();
        var paused = new JobSettings
        {
            Schedule = settings.Schedule is { PauseStatus: not Paused } schedule ? schedule with { PauseStatus = Paused } : null,
            Trigger = settings.Trigger is { PauseStatus: not Paused } trigger ? trigger with { PauseStatus = Paused } : null,
            Continuous = settings.Continuous is { PauseStatus: not Paused } continuous ? continuous with { PauseStatus = Paused } : null,
        };
        var hasSeveral = settings.Triggers is { ValueKind: System.Text.Json.JsonValueKind.Array } several && several.GetArrayLength() > 0;
        return paused.Schedule is null && paused.Trigger is null && paused.Continuous is null && !hasSeveral
            ? null
            : new UpdateJob { JobId = job.JobId!.Value, NewSettings = paused, FieldsToRemove = hasSeveral ? ["triggers"] : null };
    }

    /// <summary>Runs that are ending already only take their time.</summary>
    private static Task CancelAsync(long id, IReadOnlyList<Run> active, WorkspaceClient client, CancellationToken cancellationToken) =>
        active.All(run => run.Progress.Phase == RunPhase.Terminating)
            ? Task.CompletedTask
            : client.Runs.CancelAllAsync(new CancelAllRuns { JobId = id }, cancellationToken);
}
