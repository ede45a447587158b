using Operator.Api.V1Alpha1;
using Operator.Kinds.Warehouses;
using Operator.Managed;
using static Operator.UnitTests.Kinds.Warehouses.Warehouses;

namespace Operator.UnitTests.Kinds.Warehouses;

/// <summary>What the states of a warehouse mean, and the power state that a spec keeps (behavior §2.6).</summary>
public sealed class WarehouseStateTests
{
    [Theory]
    [InlineData(WarehouseState.Running, SqlWarehouseDesiredState.Any, "True", Reasons.Available)]
    [InlineData(WarehouseState.Stopped, SqlWarehouseDesiredState.Any, "True", Reasons.Available)]
    [InlineData(WarehouseState.Stopped, SqlWarehouseDesiredState.Stopped, "True", Reasons.Available)]
    [InlineData(WarehouseState.Stopped, SqlWarehouseDesiredState.Running, "False", Reasons.Starting)]
    [InlineData(WarehouseState.Starting, SqlWarehouseDesiredState.Any, "False", Reasons.Starting)]
    [InlineData(WarehouseState.Stopping, SqlWarehouseDesiredState.Any, "False", Reasons.Stopping)]
    [InlineData(WarehouseState.Deleting, SqlWarehouseDesiredState.Any, "False", Reasons.Provisioning)]
    [InlineData("A_NEW_STATE", SqlWarehouseDesiredState.Any, "False", Reasons.Provisioning)]
    public void Read_State_IsReadyWhereQueriesCanBeSent(string state, SqlWarehouseDesiredState desired, string ready, string reason)
    {
        var outcome = WarehouseState.Read(Of(spec => spec.DesiredState = desired), Seen(state: state), Timing);

        Assert.Equal((ready, reason), ($"{outcome.Ready!.Status}", outcome.Ready.Reason));
        Assert.False(outcome.IsStalled);
    }

    [Theory]
    [InlineData(SqlWarehouseDesiredState.Any)]
    [InlineData(SqlWarehouseDesiredState.Running)]
    public void Read_OneThatDidNotComeUp_IsStalledAndSaysWhy(SqlWarehouseDesiredState desired)
    {
        var seen = Seen(state: WarehouseState.Stopped, health: "FAILED", summary: "Clusters are failing to launch.");

        var outcome = WarehouseState.Read(Of(spec => spec.DesiredState = desired), seen, Timing);

        Assert.Equal((Reasons.StartFailed, true), (outcome.Ready!.Reason, outcome.IsStalled));
        Assert.Contains("Clusters are failing to launch. Correct the spec", outcome.Ready.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OneThatIsOnlyRead_IsNotSaidToBeStarted()
    {
        var warehouse = Of("""{"desiredState":"Running","policies":{"management":"Observe"}}""");

        Assert.Equal(Reasons.Available, WarehouseState.Read(warehouse, Seen(state: WarehouseState.Stopped), Timing).Ready!.Reason);
    }

    [Theory]
    [InlineData(SqlWarehouseDesiredState.Running, WarehouseState.Stopped, nameof(PowerChange.Start))]
    [InlineData(SqlWarehouseDesiredState.Running, WarehouseState.Running, nameof(PowerChange.None))]
    [InlineData(SqlWarehouseDesiredState.Running, WarehouseState.Stopping, nameof(PowerChange.None))]
    [InlineData(SqlWarehouseDesiredState.Stopped, WarehouseState.Running, nameof(PowerChange.Terminate))]
    [InlineData(SqlWarehouseDesiredState.Stopped, WarehouseState.Starting, nameof(PowerChange.Terminate))]
    [InlineData(SqlWarehouseDesiredState.Stopped, WarehouseState.Stopping, nameof(PowerChange.None))]
    [InlineData(SqlWarehouseDesiredState.Stopped, WarehouseState.Stopped, nameof(PowerChange.None))]
    [InlineData(SqlWarehouseDesiredState.Any, WarehouseState.Stopped, nameof(PowerChange.None))]
    [InlineData(SqlWarehouseDesiredState.Any, WarehouseState.Running, nameof(PowerChange.None))]
    public void Power_DesiredState_IsKept(SqlWarehouseDesiredState desired, string state, string expected) =>
        Assert.Equal(expected, $"{WarehouseState.Power(Of(spec => spec.DesiredState = desired), Seen(state: state)).Power}");

    /// <summary>Each failed start costs machines: another one needs an edit.</summary>
    [Fact]
    public void Power_OneThatDidNotComeUp_IsStartedAgainAfterAnEdit()
    {
        var warehouse = Of(spec => spec.DesiredState = SqlWarehouseDesiredState.Running);
        var failed = Seen(state: WarehouseState.Stopped, health: "FAILED");

        Assert.Equal(PowerChange.None, WarehouseState.Power(warehouse, failed).Power);
        warehouse.Metadata.Generation++;
        Assert.Equal(PowerChange.Start, WarehouseState.Power(warehouse, failed).Power);
    }
}
