using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Databricks.Simulator.Http;

/// <summary>An authenticated request. Its version (2.0, 2.1 …) decides how some operations answer.</summary>
internal sealed record ApiRequest(string Version, IQueryCollection Query, RouteValueDictionary Route, JsonObject Body, string UserName)
{
    // A key that is there twice would otherwise surface as an exception much later, when the tree is first read.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>For the operations that take no bearer token.</summary>
    public IHeaderDictionary Headers { get; init; } = new HeaderDictionary();

    public string RouteText(string name) => (string)Route[name]!;

    /// <summary>The last value of a query key, as the workspace reads it; null when absent or empty.</summary>
    public string? QueryText(string name) => Query[name].LastOrDefault() is { Length: > 0 } text ? text : null;

    public int? QueryInteger(string name)
    {
        if (QueryText(name) is not { } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw ApiException.InvalidParameter($"Invalid value '{text}' for parameter {name}.");
    }

    public static JsonObject ParseBody(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        try
        {
            return JsonNode.Parse(text, documentOptions: Strict) as JsonObject
                ?? throw ApiException.Malformed("Could not parse request object: expected a JSON object.");
        }
        catch (JsonException)
        {
            throw ApiException.Malformed("Invalid JSON given in the body of the request - failed to parse given JSON");
        }
    }
}
