using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Warehouses;
using Operator.Managed;
using Operator.Permissions;
using Operator.Reconciling;
using Operator.Settings;
using static Operator.Settings.FieldRule;

namespace Operator.Kinds.Warehouses;

/// <summary>Spec to wire JSON, and what a difference from it leads to (behavior §11.5). Pure.</summary>
internal static class WarehouseSettings
{
    private const string Tags = "custom_tags";

    /// <summary>What is not compared as it stands. Of all else a value that only the workspace has was its choice (behavior §4.6).</summary>
    internal static readonly IReadOnlyDictionary<string, FieldRule> Rules = new Dictionary<string, FieldRule>
    {
        ["auto_stop_mins"] = ServerChosen("An answer may leave out 0 (behavior §4.6).") with { AbsentMeans = 0 },
        [Tags] = Map("Tag names are the user's."),
        [$"{Tags}[\"{Ownership.MarkerTag}\"]"] = Ignored("An adopted warehouse is not restarted just to get the marker; the next real edit writes it."),
        ["enable_photon"] = ServerChosen("An answer may leave out false (behavior §4.6).") with { AbsentMeans = false },
        ["enable_serverless_compute"] = ServerChosen("An answer may leave out false (behavior §4.6).") with { AbsentMeans = false },
    };

    /// <summary>Sent for what was taken out of the spec: an edit keeps what it leaves out (behavior §1.5). What is not here stays as it is.</summary>
    private static readonly JsonObject Defaults = new()
    {
        ["auto_stop_mins"] = 120,
        ["channel"] = new JsonObject { ["name"] = "CHANNEL_NAME_CURRENT" },
        ["enable_photon"] = true,
        ["min_num_clusters"] = 1,
        ["spot_instance_policy"] = "COST_OPTIMIZED",
    };

    public static string? MarkerOf(SqlWarehouse warehouse) => TagsOf(warehouse.ToSettings())[Ownership.MarkerTag]?.ToString();

    /// <summary>The complete settings, with tags as a map from key to value.</summary>
    public static JsonObject Desired(DatabricksSqlWarehouse warehouse, string marker)
    {
        var settings = Typed(warehouse);
        SettingsTree.Merge(settings, warehouse.Spec.ExtraSettings ?? []);
        OwnerMarker.AddTo(settings, Tags, marker);
        return settings;
    }

    /// <summary>As create and edit take them: tags are a list there.</summary>
    public static JsonObject ToWire(JsonObject settings)
    {
        var wire = settings.DeepClone().AsObject();
        wire.Remove(Tags, out var tags);
        wire["tags"] = new JsonObject
        {
            [Tags] = new JsonArray([.. (tags as JsonObject ?? []).Select(tag => new JsonObject { ["key"] = tag.Key, ["value"] = tag.Value?.DeepClone() })]),
        };
        return wire;
    }

    public static IEnumerable<string> Applied(JsonObject desired) => SettingsDiff.Applied(desired, Rules);

    public static Change Decide(DatabricksSqlWarehouse warehouse, SqlWarehouse observed, string marker)
    {
        var shown = observed.ToSettings();
        shown[Tags] = TagsOf(shown);
        shown.Remove("tags");
        var defaults = Defaults.DeepClone().AsObject();
        defaults["max_num_clusters"] = warehouse.Spec.MinNumClusters ?? 1;
        var diff = new SettingsDiff(warehouse, Desired(warehouse, marker), shown, Rules) { Defaults = defaults };
        return diff.Decide(fields => Call(warehouse, observed, fields));
    }

    /// <summary>What the attributes of the types say, and by hand what they cannot.</summary>
    public static IEnumerable<string> Problems(DatabricksSqlWarehouse warehouse) => SpecValidator.Problems(warehouse.Spec).Concat(Values(warehouse.Spec))
        .Concat(Extra(warehouse)).Concat(PermissionSpecValidator.Problems(warehouse.Spec.AccessControlList, PermissionKind.Warehouses));

    private static IEnumerable<string> Values(DatabricksSqlWarehouseSpec spec)
    {
        if (spec.MaxNumClusters < spec.MinNumClusters)
        {
            yield return "spec.maxNumClusters must not be less than spec.minNumClusters";
        }
    }

    private static IEnumerable<string> Extra(DatabricksSqlWarehouse warehouse)
    {
        var extra = warehouse.Spec.ExtraSettings ?? [];
        return extra.Select(setting => setting.Key).Where(name => name is "tags" or Tags || SqlWarehouse.NotSettings.Contains(name))
            .Union(SettingsTree.Overlaps(Typed(warehouse), extra), StringComparer.Ordinal)
            .Select(path => $"spec.extraSettings must not set {path}, which is set otherwise or by Databricks alone");
    }

    private static JsonObject Typed(DatabricksSqlWarehouse warehouse)
    {
        var settings = JsonSerializer.SerializeToNode(warehouse.Spec, WireWarehouseSettings.Default.SqlWarehouseSettings)!.AsObject();
        settings["name"] ??= warehouse.Metadata.Name;
        return settings;
    }

    /// <summary>The tags of an answer, as a map from key to value.</summary>
    internal static JsonObject TagsOf(JsonObject wire) => new(
        ((wire["tags"] as JsonObject)?[Tags] as JsonArray ?? []).OfType<JsonObject>().DistinctBy(tag => $"{tag["key"]}")
            .Select(tag => KeyValuePair.Create($"{tag["key"]}", tag["value"]?.DeepClone())));

    private static Change Call(DatabricksSqlWarehouse warehouse, SqlWarehouse observed, IReadOnlyList<string> fields)
    {
        var named = string.Join(", ", fields);
        return observed.State switch
        {
            WarehouseState.Running when warehouse.Spec.Policies is { Disruption: DisruptionPolicy.Deny, Management: not ManagementPolicy.Observe } =>
                Withheld(observed, fields, named),
            WarehouseState.Running => new Change(PlanAction.Edit, fields, true, $"Edited, which restarts the warehouse: {named}"),
            WarehouseState.Stopped => new Change(PlanAction.Edit, fields, false, $"Edited: {named}"),
            _ => Change.Wait($"The warehouse is {observed.State}; it can be changed once it is RUNNING or STOPPED: {named}", fields),
        };
    }

    private static Change Withheld(SqlWarehouse observed, IReadOnlyList<string> fields, string named)
    {
        var minutes = (int?)observed.ToSettings()["auto_stop_mins"] ?? 0;
        var end = minutes > 0
            ? string.Create(CultureInfo.InvariantCulture, $"It stops by itself after {minutes} minutes without a query; to apply them before that, stop it")
            : "It has no automatic stop, so stop it";
        return Change.None with
        {
            Later = "policies.disruption is Deny, and these settings would restart the running warehouse, so they wait until it has stopped: "
                + $"{named}. {end}, or set policies.disruption: Allow",
            Withheld = new WithheldSettings(fields, EndsByItself: minutes > 0),
        };
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SqlWarehouseSettings))]
internal sealed partial class WireWarehouseSettings : JsonSerializerContext;
