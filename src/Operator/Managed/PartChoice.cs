namespace Operator.Managed;

/// <summary>
/// What a pass does about an object of several parts. A setting that the workspace does not keep, or whose drift is only reported, holds up nothing else. Pure.
/// </summary>
/// <param name="Next">The one call that is due, and what differs besides.</param>
/// <param name="Acting">Of the parts, the one whose call that is; <see cref="Change.None"/> when no call is due.</param>
/// <param name="Drift">Settings that were changed in the workspace.</param>
/// <param name="Reported">Of these, the ones that are left as they are.</param>
/// <param name="IsDrift">The call, or what waits, is about drift and not about an edit of the spec.</param>
internal sealed record PartChoice(Change Next, Change Acting, IReadOnlyList<string> Drift, IReadOnlyList<string> Reported, bool IsDrift)
{
    /// <summary>What the look has shown of each part, and whether the part had been in sync with this spec before.</summary>
    public required IReadOnlyList<(Change Part, bool WasInSync)> Seen { get; init; }

    /// <param name="decided">What the kind decided.</param>
    /// <param name="records">What is known of the parts.</param>
    /// <param name="isAdoption">The object was found a moment ago: what differs was never asked for.</param>
    /// <param name="onlyReports">Drift is not corrected.</param>
    public static PartChoice Of(Change decided, PartRecords records, bool isAdoption, bool onlyReports)
    {
        var judged = (decided.Parts.Count > 0 ? decided.Parts : [decided]).Select(part => Judge(part, records, isAdoption, onlyReports)).ToList();
        var next = Change.FirstOf([.. judged.Select(part => part.Decision)]) with { Refused = [.. judged.SelectMany(part => part.Refused).Distinct()] };
        var acting = judged.Find(part => !part.Decision.IsNothing);
        var drift = judged.SelectMany(part => part.Drift).Distinct().ToList();
        var isDrift = acting is null ? drift.Count > 0 : acting.Drift.Intersect(acting.Decision.Fields).Any();
        return new PartChoice(
            next, acting?.Decision ?? Change.None, drift, onlyReports ? drift : [], isDrift)
        { Seen = [.. judged.Select(part => (part.Part, part.WasInSync))] };
    }

    private static Judged Judge(Change part, PartRecords records, bool isAdoption, bool onlyReports)
    {
        var wanted = part.Without(records.NotKept(part with { Restarts = false }));
        wanted = wanted.Without(records.NotKept(wanted));
        var wasInSync = !isAdoption && records.WasInSync(part);
        List<string> drift = wasInSync ? [.. wanted.Fields.Except(wanted.Renewed).Except(records.FieldsSent(wanted))] : [];
        var refused = part.Fields.Except(wanted.Fields).ToList();
        var left = onlyReports && drift.Count > 0 ? wanted.Without(drift) with { Held = drift } : wanted;
        return new Judged(part, wasInSync, left, drift, refused);
    }

    private sealed record Judged(Change Part, bool WasInSync, Change Decision, IReadOnlyList<string> Drift, IReadOnlyList<string> Refused);
}
