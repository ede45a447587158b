using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;
using Operator.Runtime.Events;

namespace Operator.Kinds.Runs;

/// <summary>Deletes a finished run's resource after ttlSecondsAfterFinished. The deadline is computed from the status, so it survives restarts.</summary>
internal sealed class TtlAfterFinished(
    ResourceClient<DatabricksJobRun> resources, EventPublisher publish, TimeProvider time, ILogger<TtlAfterFinished> logger)
{
    /// <summary>How long the resource of a run that has ended, if only just now, stays; null when it is not to be deleted. Zero: it is due.</summary>
    public TimeSpan? Left(DatabricksJobRun run)
    {
        if (run.Spec.TtlSecondsAfterFinished is not { } seconds || run.Metadata.DeletionTimestamp is not null)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var left = (RunCompletion.At(run) ?? now) + TimeSpan.FromSeconds(seconds) - now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Says so where the deletion is going to lead to another run.</summary>
    public void Warn(DatabricksJobRun run)
    {
        if (TtlUnderGitOps.Warning(run) is { } warning)
        {
            publish(run, TtlUnderGitOps.Reason, warning, EventType.Warning);
        }
    }

    /// <summary>A concurrent change or re-creation of the resource wins and is reconciled again.</summary>
    public async Task DeleteAsync(DatabricksJobRun run, CancellationToken cancellationToken)
    {
        try
        {
            await resources.DeleteAsync(run, cancellationToken).ConfigureAwait(false);
            logger.LogInformation("Deleted {Name}: {Seconds} s have passed since the end of its run", run.Name(), run.Spec.TtlSecondsAfterFinished);
            Warn(run);
        }
        catch (ApiServerException exception) when (exception.IsNotFound)
        {
            // It is gone already.
        }
    }
}
