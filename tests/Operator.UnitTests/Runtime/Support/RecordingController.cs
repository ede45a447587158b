using System.Threading.Channels;
using Operator.Runtime.Reconciliation;

namespace Operator.UnitTests.Runtime.Support;

/// <summary>A controller and a finalizer made of functions.</summary>
internal sealed class RecordingController : IEntityController<Widget>, IEntityFinalizer<Widget>
{
    private readonly Channel<string> calls = Channel.CreateUnbounded<string>();

    public Func<Widget, CancellationToken, Task<ReconciliationResult<Widget>>> OnReconcile { get; set; } = Succeed;

    public Func<Widget, CancellationToken, Task<ReconciliationResult<Widget>>> OnDeleted { get; set; } = Succeed;

    public Func<Widget, CancellationToken, Task<ReconciliationResult<Widget>>> OnFinalize { get; set; } = Succeed;

    public bool HasCall => calls.Reader.TryPeek(out _);

    public Task<string> NextAsync() =>
        calls.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public Task<ReconciliationResult<Widget>> ReconcileAsync(Widget entity, CancellationToken cancellationToken) =>
        Call("reconcile", entity, OnReconcile, cancellationToken);

    public Task<ReconciliationResult<Widget>> DeletedAsync(Widget entity, CancellationToken cancellationToken) =>
        Call("deleted", entity, OnDeleted, cancellationToken);

    public Task<ReconciliationResult<Widget>> FinalizeAsync(Widget entity, CancellationToken cancellationToken) =>
        Call("finalize", entity, OnFinalize, cancellationToken);

    private static Task<ReconciliationResult<Widget>> Succeed(Widget entity, CancellationToken cancellationToken) =>
        Task.FromResult(ReconciliationResult<Widget>.Success(entity));

    private Task<ReconciliationResult<Widget>> Call(
        string name, Widget entity, Func<Widget, CancellationToken, Task<ReconciliationResult<Widget>>> action, CancellationToken cancellationToken)
    {
        calls.Writer.TryWrite($"{name} {entity.Metadata.Name} {entity.Metadata.ResourceVersion}");
        return action(entity, cancellationToken);
    }
}
