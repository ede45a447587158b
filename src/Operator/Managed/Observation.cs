using Operator.Reconciling;

namespace Operator.Managed;

/// <summary>What a pass knows of the remote object of its resource.</summary>
internal sealed record Observation<TObserved>
    where TObserved : class
{
    private Observation()
    {
    }

    /// <summary>There certainly is no such object.</summary>
    public static Observation<TObserved> Absent { get; } = new() { Certainty = Certainty.Absent };

    public required Certainty Certainty { get; init; }

    /// <summary>The object; null unless it is present.</summary>
    public TObserved? Remote { get; private init; }

    /// <summary>How it differs from the spec, evaluated once for this look; null unless it is present.</summary>
    public Change? Change { get; private init; }

    /// <summary>A list showed a difference that the read after it did not. Either may be stale, and later lists may show no further change.</summary>
    public bool ContradictsList { get; init; }

    /// <summary>Why it is not known, or must not be managed; null unless it is unknown.</summary>
    public ReconcileOutcome? Reason { get; private init; }

    public static Observation<TObserved> Present(TObserved remote, Change change) => new() { Certainty = Certainty.Present, Remote = remote, Change = change };

    public static Observation<TObserved> Unknown(ReconcileOutcome reason) => new() { Certainty = Certainty.Unknown, Reason = reason };
}

/// <summary>How sure a pass is about the remote object.</summary>
internal enum Certainty
{
    /// <summary>It is not known yet, or the object is not the resource's to manage.</summary>
    Unknown,

    Absent,

    Present,
}

/// <summary>What a search has found.</summary>
/// <param name="Objects">Each as a read of its own shows it.</param>
internal sealed record SearchResult<TObserved>(IReadOnlyList<TObserved> Objects)
{
    /// <summary>Ids that a list shows, and of which a read says that there is no such object.</summary>
    public IReadOnlyList<string> Denied { get; init; } = [];

    /// <summary>Either the list is old or the read lies: nothing may be concluded before another list. Null when there is no contradiction.</summary>
    public string? Contradiction => Denied.Count == 0
        ? null
        : $"A list of the workspace shows {string.Join(", ", Denied)}, and a read says that there is no such object; making sure";
}
