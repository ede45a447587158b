using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Commands.Manifests;

namespace Operator.Commands.Import;

/// <summary>
/// The objects of a cluster as manifests for another one: what kubectl prints of them, without what only the API server writes, and with the id of the object
/// in the workspace, so that the other cluster finds it. No workspace is asked.
/// </summary>
internal static class StatusManifests
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>By kind: the field of the status with the id. A notebook is known by its path.</summary>
    private static readonly Dictionary<string, string?> Ids = new(StringComparer.Ordinal)
    {
        [DatabricksCluster.KindName] = "clusterId",
        [DatabricksJob.KindName] = "jobId",
        [DatabricksSqlWarehouse.KindName] = "warehouseId",
        [DatabricksNotebook.KindName] = null,
        [DatabricksWorkspace.KindName] = null,
    };

    public static (IReadOnlyList<JsonObject> Manifests, IReadOnlyList<ImportNotice> Notes) Of(IEnumerable<Manifest> objects)
    {
        var manifests = new List<JsonObject>();
        var notes = new List<ImportNotice>();
        foreach (var one in objects)
        {
            if (!one.ApiVersion.StartsWith($"{ApiGroup.Name}/", StringComparison.Ordinal) || !Ids.TryGetValue(one.Kind, out var field))
            {
                notes.Add(new ImportNotice($"{one.Kind} {one.Name}", "left out: a run is started once, and other kinds are not of this operator"));
                continue;
            }

            var manifest = Plain(one);
            if (field is not null && one.Content["status"]?[field]?.ToString() is { Length: > 0 } id)
            {
                manifest["spec"]!["externalId"] = id;
            }
            else if (field is not null)
            {
                notes.Add(new ImportNotice($"{one.Kind} {one.Name}", $"its status records no {field}: the manifest would create the object once more"));
            }

            manifests.Add(manifest);
        }

        return (manifests, notes);
    }

    private static JsonObject Plain(Manifest one)
    {
        var metadata = new JsonObject { ["name"] = one.Name };
        if (one.Namespace is { } @namespace)
        {
            metadata["namespace"] = @namespace;
        }

        foreach (var field in new[] { "labels", "annotations" })
        {
            if (one.Content["metadata"]?[field]?.DeepClone() is JsonObject { Count: > 0 } values && (!values.Remove(LastApplied) || values.Count > 0))
            {
                metadata[field] = values;
            }
        }

        return new JsonObject
        {
            ["apiVersion"] = one.ApiVersion,
            ["kind"] = one.Kind,
            ["metadata"] = metadata,
            ["spec"] = one.Content["spec"]?.DeepClone() ?? new JsonObject(),
        };
    }
}
