using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Operator.Commands.Import;
using Operator.Kinds.Clusters;
using Operator.Kinds.Jobs;
using Operator.Kinds.Warehouses;

namespace Operator.Commands.Conversion;

/// <summary>The resources of Terraform's provider that have a kind here.</summary>
internal static class TerraformResources
{
    /// <summary>What the provider computes, or uses for itself.</summary>
    private static readonly string[] NotSettings = ["id", "url", "timeouts", "format"];

    private static readonly Dictionary<string, TerraformResource> All = new(StringComparer.Ordinal)
    {
        ["databricks_job"] = new("jobs", WireJobSettings.Default.JobSpecBase, "job_id")
        {
            NotSettings = ["always_running", "control_run_state", "deployment"],
            ZerosAreUnset = true,
        },
        ["databricks_cluster"] = new("clusters", WireSettings.Default.ClusterSpecBase, "cluster_id")
        {
            NotSettings = ["cluster_id", "state", "default_tags", "no_wait", "idempotency_token"],
            Plain = ["cluster_name", "autotermination_minutes"],
            Beside = ClusterParts,
        },
        ["databricks_sql_endpoint"] = new("warehouses", WireWarehouseSettings.Default.SqlWarehouseSettings, "sql_endpoint_id")
        {
            NotSettings =
            [
                "creator_name", "data_source_id", "health", "jdbc_url", "no_wait", "num_active_sessions", "num_clusters", "odbc_params", "state", "tags",
            ],
        },
    };

    /// <summary>The object; nothing where it has no counterpart, which is then named among the missing.</summary>
    public static IEnumerable<ForeignObject> Read(TerraformInstance instance, List<ImportNotice> missing)
    {
        if (instance.Type == "databricks_notebook")
        {
            return Notebook(instance, missing);
        }

        if (!All.TryGetValue(instance.Type, out var resource))
        {
            missing.Add(new ImportNotice(instance.Address, "not converted: the operator has no kind for it; leave it to Terraform"));
            return [];
        }

        return [Object(instance, resource, missing)];
    }

    /// <summary>Whether a databricks_permissions is for the object.</summary>
    public static bool IsFor(TerraformInstance permission, ForeignObject one) =>
        one.Id.Length > 0 && one.Id == permission.Text(one.Word == "notebooks" ? "notebook_path" : All.Values.Single(found => found.Word == one.Word).IdField);

    private static ForeignObject Object(TerraformInstance instance, TerraformResource resource, List<ImportNotice> missing)
    {
        var attributes = (JsonObject)instance.Attributes.DeepClone();
        var beside = resource.Beside(attributes);
        var tags = (attributes["tags"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault();
        foreach (var name in NotSettings.Concat(resource.NotSettings))
        {
            attributes.Remove(name);
        }

        var plain = resource.Plain.Where(name => attributes[name] is not null)
            .Select(name => KeyValuePair.Create(name, attributes[name]!.DeepClone())).ToList();
        foreach (var name in resource.Plain)
        {
            attributes.Remove(name);
        }

        var wire = new TerraformBlocks(resource.Type, path => missing.Add(new ImportNotice(
            $"{instance.Address}: {path}", "left out of the manifest: no field of the spec has this name"))).Read(attributes, resource.ZerosAreUnset);
        foreach (var (name, value) in plain)
        {
            wire[name] = value;
        }

        if (resource.Word == "warehouses" && tags is not null)
        {
            wire["tags"] = tags.DeepClone();
        }

        return new ForeignObject(resource.Word, instance.Address, instance.Name, wire) { Id = instance.Text("id"), Beside = beside };
    }

    private static IEnumerable<ForeignObject> Notebook(TerraformInstance instance, List<ImportNotice> missing)
    {
        var (path, content) = (instance.Text("path"), instance.Text("content_base64"));
        if (content.Length == 0)
        {
            missing.Add(new ImportNotice(
                instance.Address,
                $"not converted: its content is in {instance.Text("source")} and not in the state; "
                    + $"`import notebooks --id {path}` reads it from the workspace"));
            return [];
        }

        var wire = new JsonObject
        {
            ["path"] = path,
            ["language"] = instance.Text("language"),
            ["format"] = instance.Text("format"),
            ["content"] = content,
        };
        return [new ForeignObject("notebooks", instance.Address, instance.Name, wire) { Id = path }];
    }

    /// <summary>What other calls of the API set on a cluster; taken out of the attributes.</summary>
    private static JsonObject ClusterParts(JsonObject attributes)
    {
        var parts = new JsonObject();
        if (attributes["is_pinned"] is JsonValue pin && pin.TryGetValue<bool>(out var isPinned) && isPinned)
        {
            parts["pinned"] = true;
        }

        var blocks = new TerraformBlocks(WireJobSettings.Default.LibrarySpec, _ => { });
        var reader = new SpecReader(WireJobSettings.Default.LibrarySpec, JobFieldRules.All, "");
        var libraries = (attributes["library"] as JsonArray ?? []).OfType<JsonObject>()
            .Select(library => (JsonNode)reader.Read(blocks.Read(library, zerosAreUnset: true))).ToArray();
        if (libraries.Length > 0)
        {
            parts["libraries"] = new JsonArray(libraries);
        }

        attributes.Remove("is_pinned");
        attributes.Remove("library");
        return parts;
    }

    /// <param name="Word">Of its kind here.</param>
    /// <param name="Type">Of the spec, as its mapper writes it.</param>
    /// <param name="IdField">That a databricks_permissions names it by.</param>
    private sealed record TerraformResource(string Word, JsonTypeInfo Type, string IdField)
    {
        public IReadOnlyList<string> NotSettings { get; init; } = [];

        /// <summary>Settings that the type does not have, because the mapper writes them by hand.</summary>
        public IReadOnlyList<string> Plain { get; init; } = [];

        /// <summary>Also outside of blocks 0 and false stand for nothing.</summary>
        public bool ZerosAreUnset { get; init; }

        /// <summary>What other calls of the API set.</summary>
        public Func<JsonObject, JsonObject> Beside { get; init; } = _ => [];
    }
}
