using Databricks.Simulator.Clusters;
using Databricks.Simulator.Http;
using Databricks.Simulator.Stores;

namespace Databricks.Simulator.Warehouses;

/// <summary>The state machine of a SQL warehouse (behavior §2.6): <see cref="Advance"/> replays what is due, at the times it was due.</summary>
internal sealed class WarehouseLifecycle(WarehouseOptions options)
{
    private readonly PlannedFailures<LaunchFailure> failures = new();

    public void FailStarts(TerminationReason reason, int times, string? name) => failures.Add(new LaunchFailure(reason, name), times);

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
            case WarehouseState.Stopped:
                Launch(warehouse, at);
                break;
            case not (WarehouseState.Starting or WarehouseState.Running):
                throw WrongState(warehouse, "started");
        }
    }

    /// <summary>One that stops or is stopped is left as it is (behavior §2.6).</summary>
    public void Stop(Warehouse warehouse, DateTimeOffset at)
    {
        switch (warehouse.State)
        {
            case WarehouseState.Starting or WarehouseState.Running:
                Move(warehouse, WarehouseState.Stopping, WarehouseState.Stopped, at + options.StoppingDuration);
                break;
            case not (WarehouseState.Stopping or WarehouseState.Stopped):
                throw WrongState(warehouse, "stopped");
        }
    }

    public void Delete(Warehouse warehouse, DateTimeOffset at)
    {
        if (warehouse.State is not (WarehouseState.Deleting or WarehouseState.Deleted))
        {
            Move(warehouse, WarehouseState.Deleting, WarehouseState.Deleted, at + options.DeletingDuration);
        }
    }

    /// <summary>The settings of the warehouse were replaced.</summary>
    public void Edited(Warehouse warehouse, DateTimeOffset at)
    {
        if ((warehouse.State == WarehouseState.Running && options.EditRestartsRunning)
            || (warehouse.State == WarehouseState.Stopped && options.EditStartsStopped))
        {
            Launch(warehouse, at);
        }
    }

    public void Launch(Warehouse warehouse, DateTimeOffset at)
    {
        warehouse.Failure = failures.Take(failure => failure.Name is null || failure.Name == warehouse.Name)?.Reason;
        Move(
            warehouse,
            WarehouseState.Starting,
            warehouse.Failure is null ? WarehouseState.Running : WarehouseState.Stopped,
            at + options.StartingDuration);
    }

    private static void Move(Warehouse warehouse, WarehouseState through, WarehouseState to, DateTimeOffset due)
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
        if (warehouse.Next is not null || warehouse.State != WarehouseState.Running)
        {
            return warehouse.Next;
        }

        return warehouse.Settings.Number("auto_stop_mins") is { } minutes and > 0
            ? new Transition(warehouse.LastActivityAt.AddMinutes(minutes), due => Stop(warehouse, due))
            : null;
    }

    private static ApiException WrongState(Warehouse warehouse, string verb) =>
        new(400, "INVALID_STATE", $"SQL warehouse {warehouse.Id} is {WarehouseView.StateOf(warehouse)} and cannot be {verb}.");

    private sealed record LaunchFailure(TerminationReason Reason, string? Name);
}
