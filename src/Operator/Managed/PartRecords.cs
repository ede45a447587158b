using Operator.Api.V1Alpha1;
using Operator.Settings;

namespace Operator.Managed;

/// <summary>
/// What status.sync remembers of each part of an object: what was last applied or found equal, and which settings the workspace took without keeping them. Kept
/// in the status, so that neither an outage nor a restart of the operator makes an edit of a drift, or sends again what was not kept.
/// </summary>
internal sealed class PartRecords(CommonStatus status, long generation)
{
    /// <summary>Reads may lag behind a write, so that one look proves nothing.</summary>
    private const int Tries = 3;

    /// <summary>The part was as the spec asks, so that a difference comes from the workspace.</summary>
    public bool WasInSync(Change part)
    {
        if (status.Sync is null || (Find(part) is { } record && record.Rules != ComparisonRules.Version))
        {
            // Written by an operator with other rules, whose hash says nothing here: a spec that was not edited since is taken to be applied.
            return status.AppliedFields is not null && status.ObservedGeneration == generation;
        }

        return Find(part)?.Applied is { } applied && applied == part.Desired;
    }

    /// <summary>Of the part's fields, those that were sent with the value they have now, and that differ all the same.</summary>
    public IReadOnlyList<string> FieldsSent(Change part) => [.. part.Fields.Where(field => TriesOf(part, field) > 0)];

    /// <summary>Of the part's fields, those that are not sent any more: after a few tries, and after one where a try interrupts a running cluster.</summary>
    public IReadOnlyList<string> NotKept(Change part) => [.. part.Fields.Where(field => TriesOf(part, field) >= (part.Restarts ? 1 : Tries))];

    /// <summary>As of <see cref="Change.Desired"/>, what was sent last and no look has shown; null where there is no such thing.</summary>
    public string? SentUnseen(Change part) => Find(part) is { Applied: { } sent, Unkept.Count: > 0 } ? sent : null;

    /// <summary>Records what was observed of the parts.</summary>
    public void RecordObserved(PartChoice choice)
    {
        foreach (var (part, wasInSync) in choice.Seen)
        {
            RecordObserved(part, wasInSync);
        }
    }

    private void RecordObserved(Change part, bool wasInSync)
    {
        if (part.Desired is not { } desired)
        {
            return;
        }

        var record = Find(part);
        if (desired.Length == 0)
        {
            status.Sync = status.Sync is null || record is null ? status.Sync : [.. status.Sync.Where(other => other != record)];
        }
        else if (part.Fields.Count == 0)
        {
            Put(part, desired, unkept: null);
        }
        else if (record is not null || wasInSync || part.Withheld is not null)
        {
            var unkept = record?.Unkept?.Where(one => part.Fields.Contains(one.Field)).ToList();
            Put(part, wasInSync ? desired : record?.Applied, unkept is { Count: > 0 } ? unkept : null);
        }
    }

    /// <summary>The workspace took the change of the part without an error.</summary>
    public void RecordUpdate(Change part)
    {
        if (part.Desired is not { Length: > 0 } desired || !part.ChangesSettings)
        {
            return;
        }

        var record = Find(part);
        var fields = part.Fields.Except(part.Withheld?.Fields ?? []).ToList();
        var others = (record?.Unkept ?? []).Where(one => !fields.Contains(one.Field));
        var sent = fields.Where(field => field.Length <= StatusLimits.Path)
            .Select(field => new UnkeptSetting { Field = field, Value = AskedOf(part, field), Tries = TriesOf(part, field) + 1 });
        // What was not sent must not look as if the workspace had changed it.
        Put(part, part.Withheld is null && !part.MoreFollow ? desired : record?.Applied, [.. others.Concat(sent).Take(StatusLimits.Fields)]);
    }

    /// <summary>
    /// Takes note of which settings are in the workspace as the spec asks. Of what is withheld the note stays as it was: a setting that was taken out of the
    /// spec would be forgotten while it is still in the workspace.
    /// </summary>
    public void RecordApplied(Change change)
    {
        var desired = change.Applied?.Invoke() ?? [];
        status.AppliedFields = change.Withheld is not { } withheld
            ? [.. desired]
            : [.. desired.Where(path => !withheld.Concern(path)).Concat((status.AppliedFields ?? []).Where(withheld.Concern)).Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal).Take(StatusLimits.AppliedFields)];
    }

    /// <summary>As many paths as a status holds, always in the same order.</summary>
    public static IEnumerable<string> Bounded(IEnumerable<string> paths) =>
        paths.Where(path => path.Length <= StatusLimits.Path).Order(StringComparer.Ordinal).Take(StatusLimits.AppliedFields);

    /// <summary>What a comparison of an object's settings has to know of its policies, and of what was applied to it.</summary>
    public static ComparisonContext ContextOf(IDatabricksResource resource, IReadOnlyDictionary<string, FieldRule> rules) => new()
    {
        Rules = rules,
        Applied = (resource.Status.AppliedFields ?? []).ToHashSet(StringComparer.Ordinal),
        KnowsWhatWasApplied = resource.Status.AppliedFields is not null,
        KnowsValues = AreOfTheseRules(resource.Status),
        Ignored = [.. resource.Spec.Policies?.IgnoreDrift ?? []],
    };

    /// <summary>The values that are remembered as applied were remembered under the rules of today.</summary>
    public static bool AreOfTheseRules(CommonStatus status) =>
        status.Sync is { } sync
        && (sync.FirstOrDefault(record => record.Name == PartNames.Settings) is not { } settings || settings.Rules == ComparisonRules.Version);

    /// <summary>The settings of a new object were written; <paramref name="desired"/> once they were seen to be there.</summary>
    public static void Begin(CommonStatus status, string? desired) =>
        status.Sync = desired is null ? [] : [new PartStatus { Name = PartNames.Settings, Rules = ComparisonRules.Version, Applied = desired }];

    private int TriesOf(Change part, string field)
    {
        var record = Find(part);
        var isCurrent = record?.Rules == ComparisonRules.Version;
        return record?.Unkept?.FirstOrDefault(
            one => one.Field == field && (isCurrent ? one.Value == AskedOf(part, field) : status.ObservedGeneration == generation))?.Tries ?? 0;
    }

    private static string AskedOf(Change part, string field) => part.Asked?.GetValueOrDefault(field) ?? part.Desired ?? "";

    private PartStatus? Find(Change part) => status.Sync?.FirstOrDefault(record => record.Name == part.Record);

    private void Put(Change part, string? applied, IList<UnkeptSetting>? unkept)
    {
        var record = new PartStatus { Name = part.Record, Rules = ComparisonRules.Version, Applied = applied, Unkept = unkept };
        status.Sync = [.. (status.Sync ?? []).Where(other => other.Name != record.Name).Append(record).OrderBy(other => other.Name, StringComparer.Ordinal)];
    }
}
