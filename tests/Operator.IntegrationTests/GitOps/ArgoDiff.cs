using System.Text.Json.Nodes;

namespace Operator.IntegrationTests.GitOps;

/// <summary>When Argo CD says OutOfSync.</summary>
internal static class ArgoDiff
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    private static readonly string[] OfTheServer = ["managedFields", "generation", "resourceVersion", "creationTimestamp", "uid", "selfLink"];

    /// <summary>
    /// The legacy strategy: what three-way patching from the last applied configuration would change. The paths that differ; none where Git and cluster agree.
    /// </summary>
    public static IEnumerable<string> Legacy(JsonObject wanted, JsonObject live)
    {
        var applied = (string?)live["metadata"]!["annotations"]?[LastApplied] is { } text ? JsonNode.Parse(text)!.AsObject() : [];
        return Differences(applied, wanted, live, "");
    }

    /// <summary>The server-side strategy: what a dry run of server-side apply changes.</summary>
    public static IEnumerable<string> ServerSide(JsonObject predicted, JsonObject live)
    {
        var (after, before) = (Plain(predicted), Plain(live));
        return Differences(before, after, before, "");
    }

    private static JsonObject Plain(JsonObject entity)
    {
        var plain = entity.DeepClone().AsObject();
        foreach (var field in OfTheServer)
        {
            plain["metadata"]!.AsObject().Remove(field);
        }

        plain["metadata"]!["annotations"]?.AsObject().Remove(LastApplied);
        return plain;
    }

    /// <summary>What is wanted and not there, and what was applied once, is not wanted any more, and is still there.</summary>
    private static IEnumerable<string> Differences(JsonObject applied, JsonObject wanted, JsonObject live, string path)
    {
        foreach (var (name, value) in wanted)
        {
            if (value is JsonObject map && live[name] is JsonObject there)
            {
                foreach (var difference in Differences(applied[name] as JsonObject ?? [], map, there, $"{path}.{name}"))
                {
                    yield return difference;
                }
            }
            else if (!JsonNode.DeepEquals(value, live[name]))
            {
                yield return $"{path}.{name}";
            }
        }

        foreach (var (name, _) in applied.Where(field => !wanted.ContainsKey(field.Key) && live.ContainsKey(field.Key)))
        {
            yield return $"{path}.{name}";
        }
    }
}
