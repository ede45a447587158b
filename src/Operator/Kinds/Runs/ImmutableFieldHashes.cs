using System.Text.Json;
using Operator.Api.V1Alpha1;
using Operator.Reconciling;
using Operator.Runtime.Entities.Attributes;
using Operator.Settings;

namespace Operator.Kinds.Runs;

/// <summary>
/// What of a spec cannot change once its run was started. An API server with CEL refuses a change; for the others each field's digest is kept in the status,
/// where it costs no write of its own.
/// </summary>
internal static class ImmutableFieldHashes
{
    /// <summary>Under which name status.sync says by which rules the digests were made.</summary>
    private const string Record = "startedWith";

    /// <summary>
    /// The fields that are immutable from the start, and the id of a run that is followed. Not the workspace: the common pass compares it as it resolves.
    /// </summary>
    private static readonly HashSet<string> Kept =
    [
        "externalId",
        .. ApiJsonContext.Default.DatabricksJobRunSpec.Properties
            .Where(property => property.AttributeProvider!.IsDefined(typeof(ImmutableAttribute), inherit: true) && property.Name != "workspaceRef")
            .Select(property => property.Name),
    ];

    /// <summary>The digest of every field that is set, by its name. Null, {} and [] count as not set.</summary>
    public static Dictionary<string, string> Of(DatabricksJobRunSpec spec) =>
        JsonSerializer.SerializeToNode(spec, ApiJsonContext.Default.DatabricksJobRunSpec)!.AsObject()
            .Where(field => Kept.Contains(field.Key) && !SettingsComparer.IsEmpty(field.Value))
            .OrderBy(field => field.Key, StringComparer.Ordinal)
            .ToDictionary(field => field.Key, field => SpecDigest.Of(field.Value), StringComparer.Ordinal);

    /// <summary>Remembers the spec as it is now, and under which rules its digests were made.</summary>
    public static void Remember(DatabricksJobRun run)
    {
        run.Status.StartedWith = Of(run.Spec);
        run.Status.Sync =
            [.. (run.Status.Sync ?? []).Where(record => record.Name != Record), new PartStatus { Name = Record, Rules = ComparisonRules.Version }];
    }

    /// <summary>
    /// The fields that are no longer as they were when the run was started; none where this is not known. An operator that makes digests in another way must
    /// not take an ended run for an edited one.
    /// </summary>
    public static IReadOnlyList<string> Changes(DatabricksJobRun run)
    {
        var rules = run.Status.Sync?.FirstOrDefault(record => record.Name == Record)?.Rules;
        if (run.Status.StartedWith is not { } started || rules != ComparisonRules.Version)
        {
            return [];
        }

        var current = Of(run.Spec);
        return
        [
            .. started.Keys.Union(current.Keys)
                .Where(field => started.TryGetValue(field, out var digest) != current.TryGetValue(field, out var now) || digest != now)
                .Order(StringComparer.Ordinal),
        ];
    }
}
