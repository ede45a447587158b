using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Runs;
using Operator.Drift;

namespace Operator.Controllers.Runs;

/// <summary>Spec to wire. The settings' names are the REST API's in another spelling, so the type itself is the mapping.</summary>
internal static class RunMapper
{
    /// <summary>
    /// The one request that starts this run. Its token is the resource's uid: a resource that is deleted and created again under the same name is another run, and a
    /// repetition for the same one is not (F§14.17).
    /// </summary>
    public static RunNow ToWire(DatabricksJobRun run, string jobId)
    {
        var wire = Typed(run.Spec);
        if (run.Spec.ExtraSettings is { } extra)
        {
            SettingsTree.Merge(wire, extra);
        }

        wire["job_id"] = long.Parse(jobId, CultureInfo.InvariantCulture);
        wire["idempotency_token"] = run.Metadata.Uid;
        return wire.Deserialize(WireRunNow.Default.RunNow)!;
    }

    /// <summary>What the spec's own fields say, without extraSettings, job and token.</summary>
    public static JsonObject Typed(RunSettings settings)
    {
        var wire = JsonSerializer.SerializeToNode(settings, WireRunSettings.Default.RunSettings)!.AsObject();
        wire.Remove("extra_settings");
        return wire;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunSettings))]
internal sealed partial class WireRunSettings : JsonSerializerContext;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RunNow))]
internal sealed partial class WireRunNow : JsonSerializerContext;
