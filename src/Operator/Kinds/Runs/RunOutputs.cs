using System.Globalization;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Databricks.Runs;
using Operator.Reconciling;

namespace Operator.Kinds.Runs;

/// <summary>
/// What the tasks of an ended run left behind, read once, a call a task: there is no output of a run of several tasks as a whole (behavior §1.2). It is data
/// and never an error: what cannot be read is reported as such.
/// </summary>
internal sealed class RunOutputs(TimeProvider time)
{
    /// <summary>Together. What takes longer is left out, or the end itself would not be recorded.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task ReadAsync(DatabricksJobRunStatus status, Run run, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var tasks = run.LatestTasks().Where(HasOutput).OrderBy(task => task.Progress.Outcome is RunOutcome.Succeeded ? 1 : 0).ToList();
        using var patience = new CancellationTokenSource(Patience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var read = new List<RunTaskOutput>();
        foreach (var task in tasks.Take(StatusLimits.Outputs))
        {
            if (await ReadAsync(task, client, limit.Token, cancellationToken).ConfigureAwait(false) is { } output)
            {
                read.Add(output);
            }
        }

        OutputBudget.Fit(read);
        status.Outputs = read.Count == 0 ? null : read;
        status.OutputsOmitted = tasks.Count > StatusLimits.Outputs ? tasks.Count - StatusLimits.Outputs : null;
    }

    /// <summary>A task that never ran left nothing behind.</summary>
    private static bool HasOutput(RunTask task) =>
        task is
        {
            RunId: not null, TaskKey.Length: > 0, Progress:
            {
                HasEnded: true, Outcome: not RunOutcome.Skipped, Result: not ("UPSTREAM_FAILED"
            or "UPSTREAM_CANCELED")
            }
        };

    /// <summary>Null when there is nothing to tell.</summary>
    private static async Task<RunTaskOutput?> ReadAsync(RunTask task, WorkspaceClient client, CancellationToken limit, CancellationToken cancellationToken)
    {
        var read = new RunTaskOutput
        {
            TaskKey = StatusText.Cut(task.TaskKey!, StatusLimits.Token),
            RunId = task.RunId!.Value.ToString(CultureInfo.InvariantCulture),
        };
        try
        {
            return Map(read, await client.Runs.GetOutputAsync(task.RunId.Value, limit).ConfigureAwait(false));
        }
        catch (DatabricksException exception)
        {
            read.Unavailable = StatusText.Cut(exception.Error.ToString(), StatusLimits.Name);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            read.Unavailable = "Reading the outputs of all tasks took too long";
        }

        return read;
    }

    /// <summary>Links to results are left out: anyone who has the link can open them.</summary>
    private static RunTaskOutput? Map(RunTaskOutput read, RunOutput output)
    {
        var truncated = new List<string>();
        read.Result = Kept("result", OutputText.Head(output.NotebookOutput?.Result), output.NotebookOutput?.Truncated, truncated);
        read.Error = Kept("error", OutputText.Head(output.Error), false, truncated);
        read.ErrorTrace = Kept("errorTrace", OutputText.Head(output.ErrorTrace), false, truncated);
        read.Logs = Kept("logs", OutputText.Tail(output.Logs), output.LogsTruncated, truncated);
        read.ChildRunId = output.RunJobOutput?.RunId?.ToString(CultureInfo.InvariantCulture);
        read.Truncated = truncated.Count == 0 ? null : truncated;
        return read is { Result: null, Error: null, ErrorTrace: null, Logs: null, ChildRunId: null } ? null : read;
    }

    private static string? Kept(string name, (string? Text, bool IsCut) cut, bool? wasCut, List<string> truncated)
    {
        if (cut.IsCut || wasCut == true)
        {
            truncated.Add(name);
        }

        return cut.Text;
    }
}
