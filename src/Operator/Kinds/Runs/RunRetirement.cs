using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;

namespace Operator.Kinds.Runs;

/// <summary>Deletes the resource of an ended run once its time is over. The time is told by the status, so that it survives every process.</summary>
internal sealed class RunRetirement(ResourceClient<DatabricksJobRun> resources, TimeProvider time, ILogger<RunRetirement> logger)
{
    /// <summary>How long the resource of a run that has ended, if only just now, stays; null when it is not to be deleted. Zero: it is due.</summary>
    public TimeSpan? Left(DatabricksJobRun run)
    {
        if (run.Spec.TtlSecondsAfterFinished is not { } seconds || run.Metadata.DeletionTimestamp is not null)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var left = (RunEnd.At(run) ?? now) + TimeSpan.FromSeconds(seconds) - now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Whoever changed or re-created it meanwhile wins, and is looked at again.</summary>
    public async Task DeleteAsync(DatabricksJobRun run, CancellationToken cancellationToken)
    {
        try
        {
            await resources.DeleteAsync(run, cancellationToken).ConfigureAwait(false);
            logger.LogInformation("Deleted {Name}: {Seconds} s have passed since the end of its run", run.Name(), run.Spec.TtlSecondsAfterFinished);
        }
        catch (ApiServerException exception) when (exception.IsNotFound)
        {
            // Somebody was faster.
        }
    }
}
