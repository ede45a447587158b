using Operator.Api.V1Alpha1;
using Operator.Databricks.Http;
using Operator.Managed;
using Operator.Runtime.Client;
using Operator.Runtime.Queues;

namespace Operator.UnitTests.Managed;

/// <summary>What a pass does while other passes of its workspace take all the workers it may have.</summary>
public sealed class WaitForTurnTests
{
    [Fact]
    public async Task Reconcile_WithoutATurn_CallsNobodyAndComesBackWhenItIsCalled()
    {
        using var pass = await PassHarness.CreatedAsync();
        var held = pass.Turns.TryEnter(pass.Client, Key("hanging"), QueuePriority.UserEdit)!;

        var result = await pass.ReconcileAsync();

        Assert.True(result.IsParked);
        Assert.Empty(pass.External.Calls);
        Assert.Empty(pass.Writes);
        held.Dispose();
        Assert.Equal([new ObjectKey("team", "etl")], pass.Called);
        await pass.ReconcileAsync();
        Assert.NotEmpty(pass.External.Calls);
    }

    [Fact]
    public async Task Reconcile_ANewObjectWithoutATurn_GetsAStatusAllTheSame()
    {
        using var pass = PassHarness.Start();
        pass.Apply(cluster => cluster.Metadata.CreationTimestamp = pass.Time.GetUtcNow().UtcDateTime);
        using var held = pass.Turns.TryEnter(pass.Client, Key("hanging"), QueuePriority.UserEdit)!;
        Assert.Equal(PassHarness.Timing.FirstStatus, (await pass.ReconcileAsync()).RequeueAfter);

        pass.Time.Advance(PassHarness.Timing.FirstStatus);
        await pass.ReconcileAsync();

        Assert.Equal(("Unknown", Reasons.Provisioning), pass.Condition(ConditionTypes.Ready));
        Assert.Empty(pass.External.Calls);
    }

    [Fact]
    public async Task Reconcile_AnEditBehindManyNewObjects_IsCalledBeforeThem()
    {
        using var pass = await PassHarness.CreatedAsync();
        await pass.ReconcileAsync();
        var held = pass.Turns.TryEnter(pass.Client, Key("hanging"), QueuePriority.UserEdit)!;
        Assert.Null(pass.Turns.TryEnter(pass.Client, Key("new"), QueuePriority.Creation));
        pass.Edit(spec => spec.NumWorkers = 7);
        await pass.ReconcileAsync();

        held.Dispose();

        Assert.Equal([new ObjectKey("team", "etl")], pass.Called);
    }

    [Fact]
    public async Task Reconcile_ANewObjectBeforeAnEditOfAnother_LetsTheEditGoFirst()
    {
        using var pass = PassHarness.Start();
        var held = pass.Turns.TryEnter(pass.Client, Key("hanging"), QueuePriority.UserEdit)!;
        await pass.ReconcileAsync();
        Assert.Null(pass.Turns.TryEnter(pass.Client, Key("edited"), QueuePriority.UserEdit));

        held.Dispose();

        Assert.Equal([Key("edited")], pass.Called);
    }

    /// <summary>A first status says that the object was seen, and nothing of what became of it.</summary>
    [Fact]
    public async Task Reconcile_ANewObjectWithAFirstStatus_GoesBeforeLooksAndAfterEdits()
    {
        using var pass = PassHarness.Start();
        pass.Apply(cluster => cluster.Metadata.CreationTimestamp = pass.Time.GetUtcNow().UtcDateTime);
        var held = pass.Turns.TryEnter(pass.Client, Key("hanging"), QueuePriority.UserEdit)!;
        await pass.ReconcileAsync();
        pass.Time.Advance(PassHarness.Timing.FirstStatus);
        await pass.ReconcileAsync();

        Assert.Equal(QueuePriority.Creation, PassPriority.Of(pass.Cluster));
        Assert.Equal(CallPriority.Transition, PassPriority.OfCalls(pass.Cluster));
        pass.Edit(spec => spec.NumWorkers = 7);
        Assert.Equal(QueuePriority.UserEdit, PassPriority.Of(pass.Cluster));
        Assert.Equal(CallPriority.UserEdit, PassPriority.OfCalls(pass.Cluster));
        held.Dispose();
        await pass.ReconcileAsync();
        Assert.Equal(QueuePriority.Observation, PassPriority.Of(pass.Cluster));
    }

    [Fact]
    public async Task Finalize_WithAnEditOfAnotherBehindIt_LetsTheEditGoFirst()
    {
        using var pass = await PassHarness.CreatedAsync();
        var held = pass.Turns.TryEnter(pass.Client, Key("hanging"), QueuePriority.UserEdit)!;
        await pass.FinalizeAsync();
        Assert.Null(pass.Turns.TryEnter(pass.Client, Key("new"), QueuePriority.Creation));
        Assert.Null(pass.Turns.TryEnter(pass.Client, Key("edited"), QueuePriority.UserEdit));

        held.Dispose();

        Assert.Equal([Key("edited")], pass.Called);
    }

    /// <summary>Nothing looked at it before: thousands of them are Ready sooner when not each gets a status that says that it is not.</summary>
    [Fact]
    public async Task Reconcile_AnObjectFromBeforeTheProcessWithoutATurn_GetsAStatusSecondsAfterTheStart()
    {
        using var pass = PassHarness.Start();
        pass.Apply(cluster => cluster.Metadata.CreationTimestamp = pass.Time.GetUtcNow().UtcDateTime.AddDays(-1));
        using var held = pass.Turns.TryEnter(pass.Client, Key("hanging"), QueuePriority.UserEdit)!;
        Assert.Equal(PassHarness.Timing.FirstStatusAfterStart, (await pass.ReconcileAsync()).RequeueAfter);
        pass.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(PassHarness.Timing.FirstStatusAfterStart - TimeSpan.FromSeconds(4), (await pass.ReconcileAsync()).RequeueAfter);
        Assert.Empty(pass.Writes);

        pass.Time.Advance(TimeSpan.FromSeconds(6));
        await pass.ReconcileAsync();

        Assert.Equal(("Unknown", Reasons.Provisioning), pass.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Finalize_WithoutATurn_KeepsTheFinalizer()
    {
        using var pass = await PassHarness.CreatedAsync();
        using var held = pass.Turns.TryEnter(pass.Client, Key("hanging"), QueuePriority.UserEdit)!;

        var result = await pass.FinalizeAsync();

        Assert.NotNull(result.RequeueAfter);
        Assert.Empty(pass.External.Calls);
    }

    private static ObjectKey Key(string name) => new("team", name);
}
