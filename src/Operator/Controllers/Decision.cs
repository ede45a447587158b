using Operator.Api.V1Alpha1;

namespace Operator.Controllers;

/// <summary>What a pass is going to do, decided without calling anybody.</summary>
/// <param name="Action">The kind of call; None and Wait make none.</param>
/// <param name="Fields">The settings it is about, in the spelling of the spec.</param>
/// <param name="Restarts">Whether it interrupts the work of a running cluster.</param>
/// <param name="Message">For people: what is being done or waited for.</param>
internal sealed record Decision(PlanAction Action, IReadOnlyList<string> Fields, bool Restarts, string Message)
{
    public static readonly Decision None = new(PlanAction.None, [], false, "");

    /// <summary>Set when the decision is about the object's power state and not about its settings.</summary>
    public PowerChange Power { get; init; }

    /// <summary>Settings that differ and that no call can change on an existing object.</summary>
    public IReadOnlyList<string> Unchangeable { get; init; } = [];

    /// <summary>There is nothing to call for.</summary>
    public bool IsNothing => Action == PlanAction.None && Power == PowerChange.None;

    /// <summary>True when the action makes settings equal to the spec.</summary>
    public bool ChangesSettings => Action is PlanAction.Update or PlanAction.Resize or PlanAction.Edit or PlanAction.Recreate;

    public static Decision Wait(string message, IReadOnlyList<string>? fields = null) => new(PlanAction.Wait, fields ?? [], false, message);

    public static Decision OfPower(PowerChange power, bool restarts, string message) => new(PlanAction.None, [], restarts, message) { Power = power };
}

/// <summary>A change of power state.</summary>
internal enum PowerChange
{
    None,
    Start,
    Restart,
    Terminate,
}
