using System.Text;
using System.Text.Json.Nodes;
using Operator.UnitTests.Commands.Import;

namespace Operator.UnitTests.Commands.Conversion;

/// <summary>What other tools would have written of objects that were made by them, from the bodies of the create calls.</summary>
internal static class ForeignFiles
{
    /// <summary>Objects of the API that stay objects in a Terraform state: their keys are the user's.</summary>
    private static readonly string[] Maps = ["spark_conf", "spark_env_vars", "custom_tags", "tags", "base_parameters", "named_parameters", "job_parameters"];

    private static readonly Dictionary<string, string> Attributes = new(StringComparer.Ordinal)
    {
        ["tasks"] = "task",
        ["job_clusters"] = "job_cluster",
        ["libraries"] = "library",
        ["parameters"] = "parameter",
        ["environments"] = "environment",
        ["git_url"] = "url",
        ["git_provider"] = "provider",
        ["git_branch"] = "branch",
    };

    /// <param name="type">Of the resources, as bundles name it.</param>
    /// <param name="objects">Ids and bodies.</param>
    public static string BundleSummary(string type, IEnumerable<(string Id, JsonObject Body)> objects)
    {
        var resources = new JsonObject();
        foreach (var (id, body) in objects)
        {
            var resource = (JsonObject)body.DeepClone();
            (resource["id"], resource["url"], resource["modified_status"]) = (id, $"https://w.example.com/{id}", "");
            resources[$"resource_{resources.Count}"] = resource;
        }

        return new JsonObject
        {
            ["bundle"] = new JsonObject { ["name"] = "etl", ["target"] = "prod" },
            ["resources"] = new JsonObject { [type] = resources },
            ["workspace"] = new JsonObject { ["host"] = "https://w.example.com" },
        }.ToJsonString();
    }

    /// <param name="type">Of the resources, as the provider names it.</param>
    /// <param name="objects">Ids and bodies.</param>
    public static string TerraformState(string type, IEnumerable<(string Id, JsonObject Body)> objects)
    {
        var resources = new JsonArray();
        foreach (var (id, body) in objects)
        {
            var attributes = Block(body, isNested: false);
            (attributes["id"], attributes["url"], attributes["timeouts"]) = (id, $"https://w.example.com/{id}", null);
            resources.Add((JsonNode)new JsonObject
            {
                ["mode"] = "managed",
                ["type"] = type,
                ["name"] = $"resource_{resources.Count}",
                ["provider"] = "provider[\"registry.terraform.io/databricks/databricks\"]",
                ["instances"] = new JsonArray(new JsonObject { ["schema_version"] = 2, ["attributes"] = attributes }),
            });
        }

        return new JsonObject { ["version"] = 4, ["terraform_version"] = "1.9.8", ["serial"] = 7, ["resources"] = resources }.ToJsonString();
    }

    /// <summary>The attributes of a notebook whose content is in the configuration itself.</summary>
    public static JsonObject TerraformNotebook(RandomNotebook notebook) => new()
    {
        ["path"] = notebook.Path,
        ["workspace_path"] = $"/Workspace{notebook.Path}",
        ["language"] = notebook.Format == "JUPYTER" ? "" : notebook.Language,
        ["format"] = notebook.Format,
        ["content_base64"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(notebook.Content)),
        ["md5"] = "different",
        ["object_id"] = 1,
        ["object_type"] = "NOTEBOOK",
        ["source"] = null,
    };

    private static JsonObject Block(JsonObject body, bool isNested)
    {
        var block = new JsonObject();
        foreach (var (name, value) in body)
        {
            block[isNested && name == "parameters" ? name : Attributes.GetValueOrDefault(name, name)] = value switch
            {
                JsonObject map when Maps.Contains(name) && !map.ContainsKey("custom_tags") => map.DeepClone(),
                JsonObject inner => new JsonArray(Block(inner, isNested: true)),
                JsonArray list => new JsonArray([.. list.Select(item => item is JsonObject inner ? Block(inner, isNested: true) : item?.DeepClone())]),
                _ => value?.DeepClone(),
            };
        }

        if (block.ContainsKey("task_key"))
        {
            // What the provider writes where a task says nothing.
            (block["description"], block["max_retries"], block["retry_on_timeout"]) = (block["description"]?.DeepClone() ?? "",
                block["max_retries"]?.DeepClone() ?? 0, block["retry_on_timeout"]?.DeepClone() ?? false);
        }

        return block;
    }
}
