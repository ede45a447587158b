using Operator.Runtime.Events;
using Operator.Runtime.Reconciliation;
using Operator.Runtime.Status;

namespace Operator.IntegrationTests.Replicas;

/// <summary>The smallest honest controller: a finalizer, a little work, and a status that says which size was seen.</summary>
internal sealed class WidgetController(
    PassJournal journal, StatusWriter<Widget> status, EntityFinalizerAttacher<WidgetFinalizer, Widget> attach, EventPublisher events)
        : IEntityController<Widget>
{
    public async Task<ReconciliationResult<Widget>> ReconcileAsync(Widget entity, CancellationToken cancellationToken)
    {
        await journal.RecordAsync("reconcile", entity, () => WorkAsync(entity, cancellationToken), cancellationToken);
        return ReconciliationResult<Widget>.Success(entity);
    }

    public async Task<ReconciliationResult<Widget>> DeletedAsync(Widget entity, CancellationToken cancellationToken)
    {
        await journal.RecordAsync("deleted", entity, () => Task.CompletedTask, cancellationToken);
        return ReconciliationResult<Widget>.Success(entity);
    }

    private async Task WorkAsync(Widget entity, CancellationToken cancellationToken)
    {
        if (await attach(entity, cancellationToken) is not { } attached)
        {
            return;
        }

        if (attached.Status.Size is null)
        {
            events(attached, "Seen", "first seen", EventType.Normal);
        }

        await status.WriteAsync(attached, new WidgetStatus { Size = entity.Spec.Size }, cancellationToken);
    }
}

internal sealed class WidgetFinalizer(PassJournal journal) : IEntityFinalizer<Widget>
{
    public const string Identifier = "test.databricks-operator.io/widget";

    public async Task<ReconciliationResult<Widget>> FinalizeAsync(Widget entity, CancellationToken cancellationToken)
    {
        await journal.RecordAsync("finalize", entity, () => Task.CompletedTask, cancellationToken);
        return ReconciliationResult<Widget>.Success(entity);
    }
}
