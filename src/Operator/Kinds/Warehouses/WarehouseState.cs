using Operator.Api.V1Alpha1;
using Operator.Databricks.Warehouses;
using Operator.Managed;
using Operator.Reconciling;
using Operator.Runtime.Status;

namespace Operator.Kinds.Warehouses;

/// <summary>The states of a SQL warehouse and what they mean (behavior §2.6). The list is open: an unknown state is waited out. Pure.</summary>
internal static class WarehouseState
{
    public const string Starting = "STARTING";
    public const string Running = "RUNNING";
    public const string Stopping = "STOPPING";
    public const string Stopped = "STOPPED";
    public const string Deleting = "DELETING";
    public const string Deleted = "DELETED";

    /// <summary>What a warehouse's state means when its settings are as they should be.</summary>
    public static ReconcileOutcome Read(DatabricksSqlWarehouse warehouse, SqlWarehouse observed, ReconcileIntervals timing) => observed.State switch
    {
        Running => ReconcileOutcome.Available(),
        Stopped when HasFailed(observed) && warehouse.Spec.DesiredState != SqlWarehouseDesiredState.Stopped => new ReconcileOutcome
        {
            Ready = ConditionValue.False(
                Reasons.StartFailed, $"{Message("The warehouse did not come up", observed)}. Correct the spec or start the warehouse in the workspace"),
            Synced = ConditionValue.True(Reasons.InSync),
            IsStalled = true,
        },
        Stopped when warehouse.Spec is { DesiredState: SqlWarehouseDesiredState.Running, Policies: null or { Management: null or ManagementPolicy.Manage } } =>
            ReconcileOutcome.InProgress(Reasons.Starting, "The warehouse is stopped and will be started", timing.Transition),
        Stopped => ReconcileOutcome.Available("The warehouse is stopped and starts with the next query"),
        Stopping => ReconcileOutcome.InProgress(Reasons.Stopping, "The warehouse is stopping", timing.Transition),
        Starting => ReconcileOutcome.InProgress(Reasons.Starting, Message("The warehouse is starting", observed), timing.Transition),
        _ => ReconcileOutcome.InProgress(Reasons.Provisioning, $"The warehouse is {observed.State ?? "in no known state"}", timing.Transition),
    };

    /// <summary>The start or stop that spec.desiredState asks for.</summary>
    public static Change Power(DatabricksSqlWarehouse warehouse, SqlWarehouse observed) => (warehouse.Spec.DesiredState, observed.State) switch
    {
        (SqlWarehouseDesiredState.Stopped, Running or Starting) =>
            Change.OfPower(PowerChange.Terminate, restarts: true, "Stopped, because spec.desiredState is Stopped"),
        (SqlWarehouseDesiredState.Running, Stopped) when MayStart(warehouse, observed) =>
            Change.OfPower(PowerChange.Start, restarts: false, "Started, because spec.desiredState is Running"),
        _ => Change.None,
    };

    /// <summary>What follows from a call that was made.</summary>
    public static ReconcileOutcome After(Change change, ReconcileIntervals timing) => change switch
    {
        { Power: PowerChange.Start } => ReconcileOutcome.InProgress(Reasons.Starting, "The warehouse is starting", timing.Transition),
        { Power: PowerChange.Terminate } => ReconcileOutcome.InProgress(Reasons.Stopping, "The warehouse is stopping", timing.Transition),
        _ => ReconcileOutcome.Sent(change.Restarts ? Reasons.Restarting : Reasons.Updating, change.Message, timing.Transition),
    };

    /// <summary>One that did not come up costs machines with each further start: it is started again once the spec was edited.</summary>
    private static bool MayStart(DatabricksSqlWarehouse warehouse, SqlWarehouse observed) =>
        !HasFailed(observed)
        || warehouse.Status.ObservedGeneration != warehouse.Metadata.Generation
        || warehouse.Status.Conditions.Find(ConditionTypes.Ready)?.Reason == Reasons.Updating;

    private static bool HasFailed(SqlWarehouse observed) => observed.Health?.Status == "FAILED";

    private static string Message(string summary, SqlWarehouse observed) =>
        string.IsNullOrEmpty(observed.Health?.Summary) ? summary : $"{summary}: {observed.Health.Summary} {observed.Health.Details}".TrimEnd().TrimEnd('.');
}
