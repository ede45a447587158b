using System.Text.Json.Nodes;
using Operator.Commands.Import;

namespace Operator.Commands.Conversion;

/// <summary>What another tool manages.</summary>
/// <param name="Word">Of its kind, as <c>import</c> names it: jobs.</param>
/// <param name="Place">Where it stands in the source, by the tool's own names.</param>
/// <param name="Name">The tool's, of which that of the resource is made.</param>
/// <param name="Wire">Its settings, by the names of the REST API.</param>
internal sealed record ForeignObject(string Word, string Place, string Name, JsonObject Wire)
{
    /// <summary>In the workspace, of a notebook its path; empty where the source does not say it.</summary>
    public string Id { get; init; } = "";

    /// <summary>Fields of the spec that other calls of the API set: libraries, permissions.</summary>
    public JsonObject Beside { get; init; } = [];
}

/// <summary>What a source holds.</summary>
/// <param name="Objects">That have a kind here.</param>
/// <param name="Missing">What has no counterpart, each by its place.</param>
internal sealed record ForeignSet(IReadOnlyList<ForeignObject> Objects, IReadOnlyList<ImportNotice> Missing);

/// <summary>Reads what another tool writes. Pure.</summary>
internal interface IForeignSource
{
    /// <summary>As the option --from names it.</summary>
    string Word { get; }

    /// <param name="name">Of the source, for people.</param>
    /// <param name="text">All of it.</param>
    /// <exception cref="Operator.Options.StartupException">It is not what this reads.</exception>
    ForeignSet Read(string name, string text);
}
