using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;

namespace Operator.Commands.Status;

/// <summary>How an object is, in one word.</summary>
internal enum StatusState
{
    Ready,
    Working,
    NotReady,
    Missing,
    Unknown,
}

/// <summary>What names an object of one of our kinds.</summary>
internal readonly record struct StatusName(string Kind, string Namespace, string Name);

/// <summary>An object of the cluster, with what hinders it.</summary>
/// <param name="Id">What names it.</param>
/// <param name="State">Whether it is as its manifest wants it.</param>
internal sealed record StatusObject(StatusName Id, StatusState State)
{
    /// <summary>Of the condition that says what hinders; null where nothing does.</summary>
    public string? Reason { get; init; }

    public string? Message { get; init; }

    /// <summary>The objects it refers to, each once, in the order of its spec.</summary>
    public IReadOnlyList<StatusName> Uses { get; init; } = [];

    /// <summary>Its workspace is not named, and where there is none of the default name the operator's own environment stands in for it.</summary>
    public StatusName? DefaultWorkspace { get; init; }

    public bool IsReady => State == StatusState.Ready;

    /// <summary>Referred to, and not there.</summary>
    public static StatusObject Missing(StatusName id) =>
        new(id, StatusState.Missing) { Reason = "NotFound", Message = $"There is no {id.Kind} {id.Name} in the namespace {id.Namespace}" };

    /// <summary>Referred to, and not to be seen by the account that asks.</summary>
    public static StatusObject Hidden(StatusName id, string why) => new(id, StatusState.Unknown) { Reason = "Forbidden", Message = why };

    public static StatusObject Of(string kind, JsonObject content)
    {
        var metadata = content["metadata"] as JsonObject ?? [];
        var id = new StatusName(kind, metadata["namespace"]?.ToString() ?? "", metadata["name"]?.ToString() ?? "");
        var (state, reason, message) = StatusVerdict.Of(content);
        var spec = content["spec"] as JsonObject ?? [];
        var needsWorkspace = kind != DatabricksWorkspace.KindName && spec["workspaceRef"] is null && spec["jobRef"] is null;
        return new StatusObject(id, state)
        {
            Reason = reason,
            Message = message,
            Uses = StatusReferences.Of(id, spec),
            DefaultWorkspace = needsWorkspace ? id with { Kind = DatabricksWorkspace.KindName, Name = DatabricksWorkspace.DefaultName } : null,
        };
    }
}
