using System.Text.Json;
using Operator.Api.V1Alpha1;
using Operator.Drift;

namespace Operator.Controllers.Runs;

/// <summary>
/// What of a spec cannot change once its run was started. An API server with CEL refuses a change; for the others each field's digest is kept in the status, where
/// it costs no write of its own.
/// </summary>
internal static class StartedSpec
{
    // The workspace is compared as it resolves, for all kinds alike.
    private static readonly string[] Changeable = ["cancel", "ttlSecondsAfterFinished", "suspend", "policies", "workspaceRef"];

    /// <summary>The digest of every field that is set, by its name. Null, {} and [] count as not set.</summary>
    public static Dictionary<string, string> Of(DatabricksJobRunSpec spec) =>
        JsonSerializer.SerializeToNode(spec, ApiJsonContext.Default.DatabricksJobRunSpec)!.AsObject()
            .Where(field => !Changeable.Contains(field.Key) && !SettingsComparer.IsEmpty(field.Value))
            .OrderBy(field => field.Key, StringComparer.Ordinal)
            .ToDictionary(field => field.Key, field => SpecDigest.Of(field.Value), StringComparer.Ordinal);

    /// <summary>The fields that are no longer as they were when the run was started; none where this is not known.</summary>
    public static IReadOnlyList<string> Changes(DatabricksJobRun run)
    {
        if (run.Status.StartedWith is not { } started)
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
