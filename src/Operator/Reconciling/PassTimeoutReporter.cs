using Operator.Api.V1Alpha1;
using Operator.Runtime.Controllers;
using Operator.Runtime.Entities;

namespace Operator.Reconciling;

/// <summary>A pass that is cut off writes no status of its own; without this nothing but the log would say why the object stays as it is.</summary>
internal sealed class PassTimeoutReporter<TEntity, TSpec, TStatus>(StatusReporter<TEntity, TSpec, TStatus> reporter) : IPassTimeoutReporter<TEntity>
    where TEntity : CustomKubernetesEntity<TSpec, TStatus>, new()
    where TSpec : class, new()
    where TStatus : class, IReportedStatus, new()
{
    public Task ReportAsync(TEntity entity, TimeSpan limit, CancellationToken cancellationToken)
    {
        var wayOut = entity.Metadata.DeletionTimestamp is null
            ? ""
            : $". To let the object go without touching the workspace, set the annotation {Annotations.Abandon}: \"true\"";
        var message = $"Looking at the object took longer than {limit.TotalSeconds:0} s and was given up: the workspace or the API server answers too slowly. "
            + $"It is tried again with growing pauses{wayOut}";
        var outcome = new ReconcileOutcome { Synced = ConditionValue.Unknown(Reasons.ApiUnavailable, message), IsReconciling = true, HasFailed = true };
        return reporter.ConcludeAsync(new Pass<TEntity>(reporter.Copy(entity)), outcome, cancellationToken);
    }
}
