using System.Text.Json;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;

namespace Operator.Commands.Release;

/// <summary>An object of one of the kinds, as far as its end is concerned. Read without its type, so that one that no longer fits it can go too.</summary>
internal sealed record ReleasedObject(string Kind, ObjectKey Key, string Uid, string ResourceVersion)
{
    public IReadOnlyList<string> Finalizers { get; init; } = [];

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    public bool IsBeingDeleted { get; init; }

    /// <summary>What the operator says about it; null when it has not said anything since the deletion was asked for.</summary>
    public string? Message { get; init; }

    /// <summary>It cannot go before the operator lets it.</summary>
    public bool IsHeld => Finalizers.Contains(Ownership.Finalizer);

    public override string ToString() => $"{Kind} {Key}";

    public static ReleasedObject Parse(string kind, JsonElement json)
    {
        var metadata = json.GetProperty("metadata");
        return new(kind, new(Text(metadata, "namespace"), Text(metadata, "name")!), Text(metadata, "uid")!, Text(metadata, "resourceVersion")!)
        {
            Finalizers = metadata.TryGetProperty("finalizers", out var finalizers) ? [.. finalizers.EnumerateArray().Select(name => name.GetString()!)] : [],
            Annotations = metadata.TryGetProperty("annotations", out var annotations)
                ? annotations.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString()!)
                : new Dictionary<string, string>(),
            IsBeingDeleted = metadata.TryGetProperty("deletionTimestamp", out _),
            Message = MessageOf(json),
        };
    }

    /// <summary>Of a deletion that does not go on Synced speaks where it is blocked, and Ready otherwise.</summary>
    private static string? MessageOf(JsonElement json)
    {
        if (!json.TryGetProperty("status", out var status) || !status.TryGetProperty("conditions", out var conditions))
        {
            return null;
        }

        var telling = conditions.EnumerateArray().Where(condition => Text(condition, "reason") is Reasons.Deleting or Reasons.DeleteFailed
            or Reasons.DeleteBlocked or Reasons.WorkspaceNotReady or Reasons.InvalidAnnotation or Reasons.Suspended).ToList();
        return telling.Count == 0 ? null : $"{Text(telling[0], "reason")}: {Text(telling[0], "message")}";
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
