using Databricks.Simulator.Clusters;
using Databricks.Simulator.Http;
using Databricks.Simulator.Stores;

namespace Databricks.Simulator.Warehouses;

/// <summary>The state machine of a SQL warehouse (behavior §2.6): <see cref="Advance"/> replays what is due, at the times it was due.</summary>
internal sealed class WarehouseLifecycle(WarehouseOptions options)
{
    private readonly PlannedFailures<LaunchFailure> failures = new();

    public void FailStarts(TerminationCause reason, int times, string? name) => failures.Add(new LaunchFailure(reason, name), times);

    public void Advance(Warehouse warehouse, DateTimeOffset now)
    {
        while (NextOf(warehouse) is { } next && next.Due <= now)
        {
            warehouse.Next = null;
            next.Apply(next.Due);
        }
    }

    /// <summary>One that starts or runs is left as it is (behavior §2.6).</summary>
    public void Start(Warehouse warehouse, DateTimeOffset at)
    {
        switch (warehouse.State)
        {
            case WarehousePhase.Stopped:
                Launch(warehouse, at);
                break;
            case not (WarehousePhase.Starting or WarehousePhase.Running):
                throw WrongState(warehouse, "started");
        }
    }

    /// <summary>One that stops or is stopped is left as it is (behavior §2.6).</summary>
    public void Stop(Warehouse warehouse, DateTimeOffset at)
    {
        switch (warehouse.State)
        {
            case WarehousePhase.Starting or WarehousePhase.Running:
                Move(warehouse, WarehousePhase.Stopping, WarehousePhase.Stopped, at + options.StoppingDuration);
                break;
            case not (WarehousePhase.Stopping or WarehousePhase.Stopped):
                throw WrongState(warehouse, "stopped");
        }
    }

    public void Delete(Warehouse warehouse, DateTimeOffset at)
    {
        if (warehouse.State is not (WarehousePhase.Deleting or WarehousePhase.Deleted))
        {
            Move(warehouse, WarehousePhase.Deleting, WarehousePhase.Deleted, at + options.DeletingDuration);
        }
    }

    /// <summary>The settings of the warehouse were replaced.</summary>
    public void Edited(Warehouse warehouse, DateTimeOffset at)
    {
        if ((warehouse.State == WarehousePhase.Running && options.EditRestartsRunning)
            || (warehouse.State == WarehousePhase.Stopped && options.EditStartsStopped))
        {
            Launch(warehouse, at);
        }
    }

    public void Launch(Warehouse warehouse, DateTimeOffset at)
    {
        warehouse.Failure = failures.Take(failure => failure.Name is null || failure.Name == warehouse.Name)?.Reason;
        Move(
            warehouse,
            WarehousePhase.Starting,
            warehouse.Failure is null ? WarehousePhase.Running : WarehousePhase.Stopped,
            at + options.StartingDuration);
    }

    private static void Move(Warehouse warehouse, WarehousePhase through, WarehousePhase to, DateTimeOffset due)
    {
        warehouse.State = through;
        warehouse.Next = new Transition(due, at =>
        {
            warehouse.State = to;
            warehouse.LastActivityAt = at;
        });
    }

    private Transition? NextOf(Warehouse warehouse)
    {
        if (warehouse.Next is not null || warehouse.State != WarehousePhase.Running)
        {
            return warehouse.Next;
        }

        return warehouse.Settings.Number("auto_stop_mins") is { } minutes and > 0
            ? new Transition(warehouse.LastActivityAt.AddMinutes(minutes), due => Stop(warehouse, due))
            : null;
    }

    private static ApiException WrongState(Warehouse warehouse, string verb) =>
        new(400, "INVALID_STATE", $"SQL warehouse {warehouse.Id} is {WarehouseView.StateOf(warehouse)} and cannot be {verb}.");

    private sealed record LaunchFailure(TerminationCause Reason, string? Name);
}
