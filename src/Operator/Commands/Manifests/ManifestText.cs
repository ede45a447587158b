using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Operator.Commands.Manifests;

/// <summary>The objects in a text of one or more documents, separated as kubectl separates them: before anything of them is understood.</summary>
internal static class ManifestText
{
    private const string Separator = "---";

    public static ManifestSet Read(string source, string text)
    {
        var manifests = new List<Manifest>();
        var problems = new List<ManifestProblem>();
        var number = 0;
        foreach (var document in Split(text))
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{source}, document {++number}");
            try
            {
                manifests.AddRange(Parse(document).SelectMany(node => Objects(place, node)));
            }
            catch (ManifestException exception)
            {
                problems.Add(new ManifestProblem(place, exception.Message));
            }
        }

        return new ManifestSet(manifests, problems);
    }

    /// <summary>A text that begins with a brace is JSON, and may hold several values one after the other.</summary>
    private static List<JsonNode?> Parse(string document) => document.TrimStart().StartsWith('{') ? ParseJson(document) : [YamlReader.Read(document)];

    private static List<JsonNode?> ParseJson(string document)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(document), new JsonReaderOptions { AllowMultipleValues = true });
        var values = new List<JsonNode?>();
        try
        {
            while (reader.Read())
            {
                values.Add(JsonNode.Parse(ref reader));
            }

            values.ForEach(LookAtAll);
            return values;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // What is not JSON may be YAML's flow style.
            return [YamlReader.Read(document)];
        }
    }

    /// <summary>Names that stand twice show only when they are looked at.</summary>
    private static void LookAtAll(JsonNode? node)
    {
        foreach (var inner in node is JsonObject mapping ? mapping.Select(entry => entry.Value) : node as JsonArray ?? [])
        {
            LookAtAll(inner);
        }
    }

    private static IEnumerable<Manifest> Objects(string place, JsonNode? node)
    {
        if (node is null)
        {
            return [];
        }

        if (node is not JsonObject content)
        {
            throw new ManifestException("it is no object, which has apiVersion, kind and metadata");
        }

        if (content["items"] is JsonArray items && content["kind"]?.ToString().EndsWith("List", StringComparison.Ordinal) == true)
        {
            return [.. items.SelectMany(item => Objects(place, item?.DeepClone()))];
        }

        var manifest = new Manifest(place, content);
        return manifest.Kind.Length > 0 && manifest.ApiVersion.Length > 0
            ? [manifest]
            : throw new ManifestException("it has no apiVersion or no kind");
    }

    private static IEnumerable<string> Split(string text)
    {
        var document = new StringBuilder();
        foreach (var line in text.Split('\n'))
        {
            if (!IsSeparator(line))
            {
                document.Append(line).Append('\n');
                continue;
            }

            if (HasContent(document))
            {
                yield return document.ToString();
            }

            document.Clear();
        }

        if (HasContent(document))
        {
            yield return document.ToString();
        }
    }

    private static bool IsSeparator(string line) =>
        line.StartsWith(Separator, StringComparison.Ordinal) && line[Separator.Length..].Trim() is "" or ['#', ..];

    /// <summary>Comments alone are no document.</summary>
    private static bool HasContent(StringBuilder document) =>
        document.ToString().Split('\n').Any(line => line.Trim() is { Length: > 0 } words && words[0] != '#');
}
