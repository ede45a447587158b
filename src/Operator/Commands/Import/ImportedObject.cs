using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;

namespace Operator.Commands.Import;

/// <summary>An object of the workspace as a manifest.</summary>
/// <param name="Definition">Of its kind.</param>
/// <param name="Id">In the workspace; of a notebook its path.</param>
/// <param name="Name">Of the resource.</param>
/// <param name="Spec">As a person would write it.</param>
internal sealed record ImportedObject(ResourceDefinition Definition, string Id, string Name, JsonObject Spec)
{
    /// <summary>What a person has to know or to do before it is applied.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The content of a notebook; null for every other kind.</summary>
    public ImportedContent? Content { get; init; }

    public JsonObject Manifest(string? @namespace)
    {
        var metadata = new JsonObject { ["name"] = Name };
        if (@namespace is not null)
        {
            metadata["namespace"] = @namespace;
        }

        return new JsonObject
        {
            ["apiVersion"] = ApiGroup.ApiVersion,
            ["kind"] = Definition.Kind,
            ["metadata"] = metadata,
            ["spec"] = Spec.DeepClone(),
        };
    }
}

/// <summary>The content of a notebook.</summary>
/// <param name="File">The name of its file.</param>
/// <param name="Text">What is in it.</param>
internal sealed record ImportedContent(string File, string Text);

/// <summary>An object that could not be imported, or a thing to know of one that was.</summary>
/// <param name="Subject">Kind and id or name.</param>
/// <param name="Message">What is wrong, or to be done.</param>
internal sealed record ImportNotice(string Subject, string Message);
