using System.Text.Json.Nodes;

namespace Operator.Commands.Plan;

/// <summary>What the operator would do about one object.</summary>
/// <param name="Kind">Of the object.</param>
/// <param name="Namespace">Of the object.</param>
/// <param name="Name">Of the object.</param>
/// <param name="Action">What happens in the workspace.</param>
internal sealed record PlannedObject(string Kind, string Namespace, string Name, PlannedAction Action)
{
    /// <summary>File and document.</summary>
    public string Source { get; init; } = "";

    /// <summary>The workspace, as status.workspace names it; null where it is not known.</summary>
    public string? Workspace { get; init; }

    /// <summary>The object in the workspace; null where there is none.</summary>
    public string? RemoteId { get; init; }

    /// <summary>The work of a running cluster or warehouse is interrupted.</summary>
    public bool Restarts { get; init; }

    public IReadOnlyList<PlannedField> Fields { get; init; } = [];

    /// <summary>What else there is to know, or why nothing is done.</summary>
    public IReadOnlyList<string> Messages { get; init; } = [];

    public bool IsChange => Action is PlannedAction.Create or PlannedAction.Update or PlannedAction.Replace or PlannedAction.Delete;

    /// <summary>The manifest has to be corrected, or the workspace.</summary>
    public bool IsError => Action is PlannedAction.Refused or PlannedAction.Failed;
}

/// <summary>A setting that differs. Null stands for no value; both are null where the values are not known.</summary>
/// <param name="Path">In the spelling of the spec.</param>
/// <param name="Before">In the workspace.</param>
/// <param name="After">In the manifest.</param>
internal sealed record PlannedField(string Path, JsonNode? Before, JsonNode? After)
{
    public bool IsKnown => Before is not null || After is not null;
}

/// <summary>What happens to an object in the workspace.</summary>
internal enum PlannedAction
{
    /// <summary>It is as the manifest says, or is left as it is.</summary>
    None,

    Create,

    Update,

    /// <summary>It is deleted and made anew.</summary>
    Replace,

    Delete,

    /// <summary>Nothing before something else has happened, which is not part of the plan.</summary>
    Wait,

    /// <summary>The operator refuses to do what the manifest asks.</summary>
    Refused,

    /// <summary>Nothing is known: the workspace or the credential fails.</summary>
    Failed,
}
