using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Operator.FaultTests.Scenarios;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Oracles;

/// <summary>
/// Notebooks carry no owner marker. The operator knows its own by the recorded path and by the content. A notebook whose content is not that of the spec, and
/// that no status records, therefore belongs to no resource: it is left alone, and the resource says Conflict. That comes about when a deleted resource
/// retained it, or when the answer to the import was lost or a process died before the status write, and the notebook or the spec was edited since.
/// </summary>
internal sealed class WrittenOver(FaultWorld world)
{
    private readonly ConcurrentDictionary<(string Path, string Text), Content> contents = new();

    /// <summary>This text is, or may come to be, in the notebook at the path of the object; from now on it is not what the spec asks for.</summary>
    public void Note(Thing thing, string text) => Note(thing, text, thing.Stored(world));

    /// <summary>What this resource has left behind is not what the next one of its name asks for, if that has another content.</summary>
    public void NoteKept(Thing thing, JsonNode resource)
    {
        if ((string?)resource["spec"]?["content"] is { } text)
        {
            Note(thing, text, resource);
        }
    }

    /// <summary>Looks at the resource of that path as it is, or was before a write.</summary>
    public void Look(string path, JsonNode stored)
    {
        foreach (var (key, content) in contents.Where(pair => pair.Key.Path == path))
        {
            var isUnrecorded = !content.IsRecorded && !IsRecorded(stored) && world.Hits > 0;
            if ((IsConflict(stored) && (UidOf(stored) != content.Uid || isUnrecorded)) || (IsBeingDeleted(stored) && isUnrecorded))
            {
                contents.TryUpdate(key, content with { IsNobodys = true }, content);
            }
        }
    }

    /// <summary>One of these contents is at the path, and no resource can recognise it as its own.</summary>
    public bool IsNobodys(Thing thing, string path)
    {
        var stored = thing.Stored(world);
        if (stored is not null)
        {
            Look(path, stored);
        }

        var (source, wanted) = (world.Remote.Objects.FindSource(path) ?? "", (string?)stored?["spec"]?["content"] ?? "");
        return contents.Any(pair => pair.Key.Path == path && Has(source, pair.Key.Text) && !Has(wanted, pair.Key.Text)
            && (pair.Value.IsNobodys || (stored is null && world.Oracles.Kept.ContainsKey(thing))));
    }

    private void Note(Thing thing, string text, JsonNode? resource) =>
        contents[(Truths.PathOf(thing), text)] = new Content(UidOf(resource), IsRecorded(resource), IsNobodys: false);

    private static bool IsConflict(JsonNode stored) => (string?)Thing.Condition(stored.AsObject(), "Ready")?["reason"] == "Conflict";

    /// <summary>Before it could say Conflict.</summary>
    private static bool IsBeingDeleted(JsonNode stored) => stored["metadata"]?["deletionTimestamp"] is not null;

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.Ordinal);

    private static string? UidOf(JsonNode? stored) => (string?)stored?["metadata"]?["uid"];

    private static bool IsRecorded(JsonNode? stored) => stored?["status"]?["importTime"] is not null;

    /// <param name="Uid">Of the resource of that time; null for none.</param>
    /// <param name="IsRecorded">The resource had recorded an import.</param>
    /// <param name="IsNobodys">The resource has said Conflict about it, or was deleted before.</param>
    private sealed record Content(string? Uid, bool IsRecorded, bool IsNobodys);
}
