using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Operator.Commands;

/// <summary><c>schema</c>: JSON schemas of the kinds, for editors and for checks of manifests without a cluster.</summary>
internal static class SchemaCommand
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var kind = new Argument<string?>("KIND")
        {
            Description = "The kind whose schema is printed, for example DatabricksJob.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var folder = new Option<DirectoryInfo?>("--output-dir")
        {
            Description = "Folder for the schemas of all kinds, by the names that kubeconform looks for.",
            HelpName = "DIR",
        };
        var command = new Command("schema", "Print the JSON schema of a kind, or write those of all kinds.") { kind, folder };
        command.SetAction((result, cancellationToken) => (result.GetValue(kind), result.GetValue(folder)) switch
        {
            (_, { } directory) => WriteAsync(directory, cancellationToken),
            ({ } name, _) => PrintAsync(name, result.InvocationConfiguration),
            _ => FailAsync(result.InvocationConfiguration, $"say which: {string.Join(", ", Kinds())}, or give --output-dir"),
        });
        return command;
    }

    /// <summary>By kind.</summary>
    internal static JsonObject? Of(string kind) => GeneratedFiles.Definitions().Where(
        definition => string.Equals(KindOf(definition), kind, StringComparison.OrdinalIgnoreCase)).Select(OfDefinition).FirstOrDefault();

    private static IEnumerable<string> Kinds() => GeneratedFiles.Definitions().Select(KindOf);

    private static string KindOf(JsonObject definition) => (string)definition["spec"]!["names"]!["kind"]!;

    private static async Task<int> PrintAsync(string kind, InvocationConfiguration console)
    {
        if (Of(kind) is not { } schema)
        {
            return await FailAsync(console, $"there is no kind {kind}; there are {string.Join(", ", Kinds())}");
        }

        await console.Output.WriteAsync($"{schema.ToJsonString(Readable)}\n");
        return 0;
    }

    private static async Task<int> WriteAsync(DirectoryInfo folder, CancellationToken cancellationToken)
    {
        foreach (var definition in GeneratedFiles.Definitions())
        {
            var group = folder.CreateSubdirectory((string)definition["spec"]!["group"]!);
            var version = (string)definition["spec"]!["versions"]![0]!["name"]!;
            var name = $"{KindOf(definition).ToLowerInvariant()}_{version}.json";
            await File.WriteAllTextAsync(Path.Combine(group.FullName, name), $"{OfDefinition(definition).ToJsonString(Readable)}\n", cancellationToken);
        }

        return 0;
    }

    private static async Task<int> FailAsync(InvocationConfiguration console, string message)
    {
        await console.Error.WriteLineAsync($"schema: {message}");
        return 1;
    }

    private static JsonObject OfDefinition(JsonObject definition)
    {
        var version = definition["spec"]!["versions"]![0]!;
        var schema = Strict((JsonObject)version["schema"]!["openAPIV3Schema"]!, isRoot: true);
        var properties = (JsonObject)schema["properties"]!;
        properties["apiVersion"] = new JsonObject { ["const"] = $"{definition["spec"]!["group"]}/{version["name"]}" };
        properties["kind"] = new JsonObject { ["const"] = KindOf(definition) };
        properties["metadata"] = new JsonObject { ["type"] = "object" };
        schema["required"] = new JsonArray("apiVersion", "kind", "metadata", "spec");
        schema.Insert(0, "$schema", "http://json-schema.org/draft-07/schema#");
        return schema;
    }

    /// <summary>Without what only an API server understands; fields that do not exist are errors, as they are for kubectl.</summary>
    private static JsonObject Strict(JsonObject schema, bool isRoot = false)
    {
        var converted = new JsonObject();
        foreach (var (name, value) in schema.Where(pair => !pair.Key.StartsWith("x-kubernetes-", StringComparison.Ordinal)))
        {
            converted[name] = (name, value) switch
            {
                ("properties", JsonObject fields) => new JsonObject(
                    fields.Select(field => KeyValuePair.Create(field.Key, (JsonNode?)Strict((JsonObject)field.Value!)))),
                ("items" or "additionalProperties", JsonObject inner) => Strict(inner),
                _ => value?.DeepClone(),
            };
        }

        if (!isRoot && schema.ContainsKey("properties") && !schema.ContainsKey("x-kubernetes-preserve-unknown-fields"))
        {
            converted["additionalProperties"] = false;
        }

        return converted;
    }
}
