using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Runs;
using Operator.Settings;

namespace Operator.Kinds.Runs;

/// <summary>Spec to wire. The settings' names are the REST API's in another spelling, so the type itself is the mapping.</summary>
internal static class RunMapper
{
    /// <summary>What a start and a repair both take.</summary>
    private static readonly string[] Repeated =
    [
        "job_parameters", "notebook_params", "python_params", "python_named_params", "jar_params", "spark_submit_params", "sql_params",
        "dbt_commands", "pipeline_params", "performance_target",
    ];

    /// <summary>
    /// The one request that starts this run. Its token is the resource's uid: a resource that is deleted and created again under the same name is another run,
    /// and a repetition for the same one is not (behavior §14.17).
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

    /// <summary>
    /// All failed tasks again, each with all that depends on it, as the start did it: Databricks takes what a repair does not give from the job as it is now,
    /// so the run's own parameters go along.
    /// </summary>
    public static RepairRun ToRepair(DatabricksJobRun run, ObservedRun observed, long? latestRepair)
    {
        var isKnown = run.Spec.ExternalId is null && ImmutableFieldHashes.Changes(run).Count == 0;
        var wire = isKnown ? StartParameters(run.Spec) : SeenParameters(observed.Run);
        wire["run_id"] = observed.Run.RunId!.Value;
        wire["rerun_all_failed_tasks"] = true;
        wire["rerun_dependent_tasks"] = true;
        wire["latest_repair_id"] = latestRepair;
        return wire.Deserialize(WireRunRepair.Default.RepairRun)!;
    }

    /// <summary>What the spec's own fields say, without extraSettings, job and token.</summary>
    public static JsonObject Typed(RunSettings settings)
    {
        var wire = JsonSerializer.SerializeToNode(settings, WireRunSettings.Default.RunSettings)!.AsObject();
        wire.Remove("extra_settings");
        return wire;
    }

    /// <summary>Of what the run was started with, what a repair takes as well.</summary>
    private static JsonObject StartParameters(DatabricksJobRunSpec spec)
    {
        var wire = Typed(spec);
        if (spec.ExtraSettings is { } extra)
        {
            SettingsTree.Merge(wire, extra);
        }

        return new JsonObject(wire.Where(field => Repeated.Contains(field.Key)).Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone())));
    }

    /// <summary>The same as the workspace shows it, of a run that was started elsewhere or whose spec was changed since.</summary>
    private static JsonObject SeenParameters(Run run)
    {
        var overriding = run.OverridingParameters ?? new OverridingParameters();
        var wire = JsonSerializer.SerializeToNode(overriding, WireRunRepair.Default.OverridingParameters)!.AsObject();
        var own = (run.JobParameters ?? []).Where(parameter => parameter is { Name: not null, Value: { } value } && value != parameter.Default).ToList();
        if (own.Count > 0)
        {
            wire["job_parameters"] = new JsonObject(own.Select(parameter => KeyValuePair.Create(parameter.Name!, (JsonNode?)parameter.Value)));
        }

        return wire;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunSettings))]
internal sealed partial class WireRunSettings : JsonSerializerContext;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RunNow))]
internal sealed partial class WireRunNow : JsonSerializerContext;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RepairRun))]
[JsonSerializable(typeof(OverridingParameters))]
internal sealed partial class WireRunRepair : JsonSerializerContext;
