using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Settings;

namespace Operator.Managed;

/// <summary>What a pass is going to do, decided without calling anybody.</summary>
/// <param name="Action">The kind of call; None and Wait make none.</param>
/// <param name="Fields">The settings it is about, in the spelling of the spec.</param>
/// <param name="Restarts">Whether it interrupts the work of a running cluster.</param>
/// <param name="Message">For people: what is being done or waited for.</param>
internal sealed record Change(PlanAction Action, IReadOnlyList<string> Fields, bool Restarts, string Message)
{
    public static readonly Change None = new(PlanAction.None, [], false, "");

    /// <summary>Set when the decision is about the object's power state and not about its settings.</summary>
    public PowerChange Power { get; init; }

    /// <summary>The part of the object that the call is about, where that has calls of its own: its name in the spec. Null for the settings.</summary>
    public string? Part { get; init; }

    /// <summary>
    /// A hash of what the spec asks of this part: while it stays the same, a difference comes from the workspace. Empty when the spec asks nothing of the part;
    /// null when the part was not read, or has nothing to remember.
    /// </summary>
    public string? Desired { get; init; }

    /// <summary>
    /// A hash of the value asked for, by field, so that a field that the workspace does not keep is sent again when its own value is edited. A field without
    /// one stands for the whole part.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Asked { get; init; }

    /// <summary>The part needs another call after this one, and is as the spec asks only then: what is left by then is no drift.</summary>
    public bool MoreFollow { get; init; }

    /// <summary>What the fields differ in, for <c>plan</c>; empty for what is not compared field by field.</summary>
    public IReadOnlyList<Difference> Differences { get; init; } = [];

    /// <summary>What the workspace has where it differs, in a form to compare; the names of the fields alone for what is not compared field by field.</summary>
    public IEnumerable<string> Shown => Differences.Count > 0 ? Differences.Select(difference => difference.Shown) : Fields;

    /// <summary>The decision about some of the fields only, where leaving others out may make it another call. Null where it is the same call.</summary>
    public Func<IReadOnlyList<string>, Change>? OfFields { get; init; }

    /// <summary>
    /// The request that sends the settings, made from the comparison that led to this decision. Takes the settings that it must leave as the workspace has
    /// them. Null for what sends no settings.
    /// </summary>
    public Func<IReadOnlyList<string>, JsonObject>? Body { get; init; }

    /// <summary>Paths of the settings that the spec asks for, remembered once they are applied. Null for a part that is not remembered so.</summary>
    public Func<IEnumerable<string>>? Applied { get; init; }

    /// <summary>Settings that the call must leave as the workspace has them: their drift is only reported.</summary>
    public IReadOnlyList<string> Held { get; init; } = [];

    /// <summary>Each part by itself, in the order in which their calls are due; empty for a decision about one part.</summary>
    public IReadOnlyList<Change> Parts { get; init; } = [];

    /// <summary>Under which name status.sync remembers the part.</summary>
    public string Record
    {
        get => field ?? Part ?? PartNames.Settings;
        init;
    }

    /// <summary>Settings that differ and that no call can change on an existing object.</summary>
    public IReadOnlyList<string> Unchangeable { get; init; } = [];

    /// <summary>Settings the workspace was asked for, without an error, and does not show.</summary>
    public IReadOnlyList<string> Refused { get; init; } = [];

    /// <summary>Of the fields, those that moved on our side without an edit of the spec: a Secret has another value. The workspace is not to blame.</summary>
    public IReadOnlyList<string> Renewed { get; init; } = [];

    /// <summary>
    /// For people: what differs and can be put right once the object is in another state, so that no call is due now. It keeps nothing else waiting.
    /// </summary>
    public string? Later { get; init; }

    /// <summary>Of the fields, those that wait although the object could take them; <see cref="Later"/> says for what. Null where none do.</summary>
    public WithheldSettings? Withheld { get; init; }

    /// <summary>There is nothing to call for.</summary>
    public bool IsNothing => Action == PlanAction.None && Power == PowerChange.None;

    /// <summary>True when the action makes settings equal to the spec.</summary>
    public bool ChangesSettings => Action is PlanAction.Update or PlanAction.Resize or PlanAction.Edit or PlanAction.Recreate;

    public static Change Wait(string message, IReadOnlyList<string>? fields = null) => new(PlanAction.Wait, fields ?? [], false, message);

    /// <summary>A change of a part that has calls of its own.</summary>
    public static Change OfPart(string part, string message) => new(PlanAction.Update, [part], false, message) { Part = part };

    /// <summary>No call is due for the part.</summary>
    /// <param name="part">Its name in the spec.</param>
    /// <param name="desired">As of <see cref="Desired"/>.</param>
    public static Change NoneOf(string part, string? desired) => None with { Part = part, Desired = desired };

    /// <summary>The decision without some of its fields.</summary>
    public Change Without(IReadOnlyCollection<string> fields)
    {
        var rest = Fields.Where(field => !fields.Contains(field)).ToList();
        if (rest.Count == Fields.Count)
        {
            return this;
        }

        return rest.Count == 0
            ? None with { Part = Part, Record = Record, Desired = Desired, Applied = Applied, Unchangeable = Unchangeable }
            : (OfFields?.Invoke(rest) ?? this with { Fields = rest }) with { Renewed = [.. Renewed.Intersect(rest)], OfFields = OfFields };
    }

    /// <summary>A pass makes one call: the first that is due. All other differences are reported as well.</summary>
    public static Change FirstOf(params IReadOnlyList<Change> parts)
    {
        var later = parts.Select(part => part.Later).OfType<string>().ToList();
        return (parts.FirstOrDefault(part => !part.IsNothing) ?? None) with
        {
            Fields = [.. parts.SelectMany(part => part.Fields).Distinct()],
            Unchangeable = [.. parts.SelectMany(part => part.Unchangeable).Distinct()],
            Renewed = [.. parts.SelectMany(part => part.Renewed)],
            Refused = [.. parts.SelectMany(part => part.Refused).Distinct()],
            Later = later.Count > 0 ? string.Join("; ", later) : null,
            Withheld = parts.Select(part => part.Withheld).FirstOrDefault(withheld => withheld is not null),
            Applied = () => parts.SelectMany(part => part.Applied?.Invoke() ?? []),
            Parts = parts,
        };
    }

    /// <summary>The request without the settings whose drift is only reported.</summary>
    public JsonObject ToBody() => Body!(Held);

    public static Change OfPower(PowerChange power, bool restarts, string message) => new(PlanAction.None, [], restarts, message) { Power = power };
}

/// <summary>Names of parts in status.sync that are not names of fields.</summary>
internal static class PartNames
{
    /// <summary>All settings that are written by one call.</summary>
    public const string Settings = "settings";
}

/// <summary>A change of power state.</summary>
internal enum PowerChange
{
    None,
    Start,
    Restart,
    Terminate,
}
