using System.Text.Json.Nodes;

namespace Operator.Commands.Manifests;

/// <summary>An object as it was written.</summary>
/// <param name="Source">File and document, for people.</param>
/// <param name="Content">What stands there.</param>
internal sealed record Manifest(string Source, JsonObject Content)
{
    public string Kind => Text(Content["kind"]);

    public string ApiVersion => Text(Content["apiVersion"]);

    public string Name => Text(Content["metadata"]?["name"]);

    public string? Namespace => Content["metadata"]?["namespace"]?.ToString();

    private static string Text(JsonNode? node) => node is JsonValue value ? value.ToString() : "";
}

/// <summary>A document that is not taken, or an object that is not planned.</summary>
/// <param name="Source">File and document.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record ManifestProblem(string Source, string Message);

/// <summary>What was read: a mistake in one document takes nothing from the others.</summary>
internal sealed record ManifestSet(IReadOnlyList<Manifest> Manifests, IReadOnlyList<ManifestProblem> Problems);
