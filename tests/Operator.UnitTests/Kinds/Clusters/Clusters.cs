using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Clusters;
using Operator.Kinds.Clusters;
using Operator.Kinds.Compute;
using Operator.Managed;
using Operator.Permissions;
using Operator.Reconciling;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>Clusters on both sides, for tests.</summary>
internal static class Clusters
{
    public const string Marker = "0123456789abcdef0123456789abcdef";
    public const string Id = "0923-164208-meows279";

    public static readonly ReconcileIntervals Timing = new();

    /// <summary>A resource of generation 1 that has never been looked at.</summary>
    public static DatabricksCluster Of(Action<DatabricksClusterSpec>? change = null)
    {
        var cluster = new DatabricksCluster
        {
            Metadata = new V1ObjectMeta { Name = "etl", NamespaceProperty = "team", Uid = "uid-1", Generation = 1 },
            Spec = new DatabricksClusterSpec { SparkVersion = "15.4.x-scala2.12", NodeTypeId = "i3.xlarge" },
        };
        change?.Invoke(cluster.Spec);
        return cluster;
    }

    /// <summary>A resource of a fixed size.</summary>
    public static DatabricksCluster Fixed(int workers = 2, Action<DatabricksClusterSpec>? change = null) => Of(spec =>
    {
        spec.NumWorkers = workers;
        change?.Invoke(spec);
    });

    /// <summary>A resource that scales between two sizes.</summary>
    public static DatabricksCluster Scaled(int minimum, int maximum) =>
        Of(spec => spec.Autoscale = new Autoscale { MinWorkers = minimum, MaxWorkers = maximum });

    /// <summary>What the workspace shows of a cluster that has just what <paramref name="cluster"/> asks for.</summary>
    public static ClusterDetails Echo(DatabricksCluster cluster, string state = ClusterStates.Running) => Details(Wire(cluster), Wire(cluster), state);

    public static JsonObject Wire(DatabricksCluster cluster) => ClusterMapper.ToWire(cluster, Marker);

    /// <summary>As a server answers that leaves empty texts out.</summary>
    public static JsonNode? WithoutEmptyTexts(JsonNode? node) => node switch
    {
        JsonObject value => new JsonObject(value.Where(pair => pair.Value is not JsonValue text || text.ToString().Length > 0)
            .Select(pair => KeyValuePair.Create(pair.Key, WithoutEmptyTexts(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(WithoutEmptyTexts)]),
        _ => node?.DeepClone(),
    };

    /// <param name="settings">In force.</param>
    /// <param name="requested">As asked for last; null for a workspace that does not tell.</param>
    /// <param name="state">The cluster's state.</param>
    public static ClusterDetails Details(JsonObject settings, JsonObject? requested, string state = ClusterStates.Running)
    {
        var answer = settings.DeepClone().AsObject();
        answer["cluster_id"] = Id;
        answer["state"] = state;
        answer["spec"] = requested?.DeepClone();
        return JsonSerializer.Deserialize(answer, ClustersJson.Default.ClusterDetails)!;
    }

    /// <summary>A change of settings in the workspace, made as people make them: by an edit.</summary>
    public static ClusterDetails Edited(DatabricksCluster cluster, Action<JsonObject> change, string state = ClusterStates.Running)
    {
        var settings = Wire(cluster);
        change(settings);
        return Details(settings, settings, state);
    }

    public static Change Decide(DatabricksCluster cluster, ClusterDetails observed) => Decide(cluster, new ObservedCluster(observed));

    /// <summary>What is due of all that a cluster consists of. The resource has recorded it.</summary>
    public static Change Decide(DatabricksCluster cluster, ObservedCluster observed)
    {
        cluster.Status.ClusterId ??= Id;
        var power = ClusterDecision.Power(cluster, observed.Details, TimeSpan.Zero);
        Change[] rest =
        [
            ClusterDecision.Settings(cluster, observed, Marker),
            LibraryDiff.Decide(cluster, observed),
            PermissionDiff.Decide(cluster, cluster.Spec.AccessControlList, observed.Permissions, PermissionKind.Clusters),
            ClusterPin.Of(cluster, observed),
        ];
        return Change.FirstOf(power.Power == PowerChange.Terminate ? [power, .. rest] : [.. rest, power]);
    }

    public static ClusterDiff Compare(DatabricksCluster cluster, ClusterDetails observed) =>
        ClusterDiff.Of(cluster, new ObservedCluster(observed), Wire(cluster));

    public static ResizeCluster ResizeBody(DatabricksCluster cluster, ClusterDetails observed) =>
        ClusterDiff.ResizeBody(Compare(cluster, observed).EditBody([]), observed);

    /// <summary>Remembers everything the spec says now as written by the operator.</summary>
    public static DatabricksCluster Applied(this DatabricksCluster cluster)
    {
        cluster.Status.AppliedFields = [.. Operator.Settings.SettingsTree.Leaves(Wire(cluster), ClusterFieldRules.All)];
        PartRecords.Begin(cluster.Status, null);
        return cluster;
    }
}
