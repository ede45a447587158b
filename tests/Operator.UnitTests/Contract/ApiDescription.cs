using System.Text.Json.Nodes;
using Operator.UnitTests.Schema;
using YamlDotNet.RepresentationModel;

namespace Operator.UnitTests.Contract;

/// <summary>
/// The users' OpenAPI description of the Databricks API. It is theirs and not part of this repository: tests read it where it lies beside a checkout,
/// and say so when it does not.
/// </summary>
internal sealed class ApiDescription
{
    private static readonly string[] Methods = ["get", "post", "put", "patch", "delete"];

    private readonly JsonObject root;

    private ApiDescription(JsonObject root)
    {
        this.root = root;
        Operations = [.. root["paths"]!.AsObject().SelectMany(path => Methods
            .Where(method => path.Value![method] is not null)
            .Select(method => Read(method, path.Key, path.Value![method]!.AsObject())))];
    }

    public static string Path { get; } = System.IO.Path.Combine(Repository.Root, "..", "shared", "reference", "databricks-openapi.yml");

    public IReadOnlyList<DescribedOperation> Operations { get; }

    /// <summary>The body of every failure.</summary>
    public JsonObject Error => root["components"]!["schemas"]!["ErrorResponse"]!.AsObject();

    /// <summary>Skips the test where there is none.</summary>
    public static ApiDescription Load()
    {
        Assert.SkipUnless(
            File.Exists(Path),
            "The users' API description is not beside this checkout (../shared/reference/databricks-openapi.yml), so nothing was compared with it.");
        using var reader = File.OpenText(Path);
        var yaml = new YamlStream();
        yaml.Load(reader);
        return new ApiDescription(Convert(yaml.Documents[0].RootNode)!.AsObject());
    }

    public DescribedOperation? Find(string method, string path) =>
        Operations.FirstOrDefault(operation => operation.Method == method && operation.Path == path);

    /// <summary>The schema itself, wherever it is written.</summary>
    public JsonObject Resolve(JsonNode schema)
    {
        var node = schema;
        while (node["$ref"] is { } reference)
        {
            node = reference.GetValue<string>().Split('/').Skip(1).Aggregate((JsonNode)root, (current, name) => current[name]!);
        }

        return node.AsObject();
    }

    private DescribedOperation Read(string method, string path, JsonObject operation) => new(
        operation["operationId"]!.GetValue<string>(),
        method.ToUpperInvariant(),
        path,
        [.. (operation["parameters"] as JsonArray ?? []).Select(parameter => Resolve(parameter!)).Where(
            parameter => parameter["in"]!.GetValue<string>() == "query")
            .Select(parameter => new DescribedParameter(
                parameter["name"]!.GetValue<string>(), parameter["required"]?.GetValue<string>() == "true", Resolve(parameter["schema"]!)))],
        Content(operation["requestBody"]),
        Content(operation["responses"]!["200"]));

    private JsonObject? Content(JsonNode? message) =>
        message is not null && Resolve(message)["content"]?["application/json"]?["schema"] is { } schema ? Resolve(schema) : null;

    /// <summary>Every scalar as its text: what matters here are names.</summary>
    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(child => KeyValuePair.Create(((YamlScalarNode)child.Key).Value!, Convert(child.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Convert)]),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => null,
    };
}

/// <summary>One operation of the description; the schemas are resolved, and null where it has no content.</summary>
internal sealed record DescribedOperation(
    string Id, string Method, string Path, IReadOnlyList<DescribedParameter> Query, JsonObject? Request, JsonObject? Answer)
{
    /// <summary>Without its version, as the client writes it: <c>/jobs/get</c>.</summary>
    public string Unversioned => Path[Path.IndexOf('/', 1)..];

    public string Version => Path[1..Path.IndexOf('/', 1)];
}

internal sealed record DescribedParameter(string Name, bool IsRequired, JsonObject Schema);
