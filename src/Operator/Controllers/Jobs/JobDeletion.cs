using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Databricks.Jobs;
using Operator.Databricks.Runs;

namespace Operator.Controllers.Jobs;

/// <summary>
/// The end of a job, a step a pass: nothing starts it any more, nothing of it runs any more, it is deleted. Runs of a deleted job would go on without
/// anybody who could find them (F§3.2).
/// </summary>
internal static class JobDeletion
{
    private const string Paused = "PAUSED";

    /// <summary>True when nothing is left to do.</summary>
    public static async Task<bool> StepAsync(Job job, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var id = job.JobId!.Value;
        try
        {
            if (Pausing(job) is { } pause)
            {
                await client.Jobs.UpdateAsync(pause, cancellationToken).ConfigureAwait(false);
                return false;
            }

            var active = await ActiveRunsAsync(id, client, cancellationToken).ConfigureAwait(false);
            if (active.Count > 0)
            {
                await CancelAsync(id, active, client, cancellationToken).ConfigureAwait(false);
                return false;
            }

            await client.Jobs.DeleteAsync(new JobReference(id), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DatabricksException exception) when (exception.Kind == DatabricksErrorKind.NotFound)
        {
            return true;
        }
    }

    /// <summary>Each trigger is sent whole: an update replaces it (F§1.2). The preview of several triggers has no known shape, and is taken out. Null when nothing starts the job.</summary>
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

    private static async Task<IReadOnlyList<Run>> ActiveRunsAsync(long id, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var page = await client.Runs.ListAsync(id, "true", null, null, null, null, null, 24, null, null, cancellationToken).ConfigureAwait(false);
        return [.. (page.Runs ?? []).Where(run => run is { Progress.HasEnded: false })];
    }

    /// <summary>Runs that are ending already only take their time.</summary>
    private static Task CancelAsync(long id, IReadOnlyList<Run> active, WorkspaceClient client, CancellationToken cancellationToken) =>
        active.All(run => run.Progress.Phase == RunPhase.Terminating)
            ? Task.CompletedTask
            : client.Runs.CancelAllAsync(new CancelAllRuns { JobId = id }, cancellationToken);
}
