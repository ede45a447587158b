using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Operator.FaultTests.Scenarios;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Oracles;

/// <summary>
/// Notebooks carry no mark, so one whose content is not that of the spec, while nothing recorded ties it to a resource, is nobody's: the operator cannot know
/// it for its own, leaves it alone and says Conflict. A resource kept it there, or a process imported it and died before it recorded that, and somebody has
/// written over it since, or edited the spec.
/// </summary>
internal sealed class WrittenOver(FaultWorld world)
{
    private readonly ConcurrentDictionary<(string Path, string Text), Content> contents = new();

    /// <summary>This text is, or may come to be, in the notebook at the path of the object; from now on it is not what the spec asks for.</summary>
    public void Note(Thing thing, string path, string text)
    {
        var stored = thing.Stored(world);
        contents[(path, text)] = new Content(UidOf(stored), IsRecorded(stored), IsNobodys: false);
    }

    /// <summary>What this resource has left behind is not what the next one of its name asks for, if that has another content.</summary>
    public void NoteKept(Thing thing, JsonNode resource)
    {
        if ((string?)resource["spec"]?["content"] is { } text)
        {
            contents[(Truths.PathOf(thing), text)] = new Content(UidOf(resource), IsRecorded(resource), IsNobodys: false);
        }
    }

    /// <summary>Looks at the resource of that path as it is, or was before a write.</summary>
    public void Look(string path, JsonNode stored)
    {
        foreach (var (key, content) in contents.Where(pair => pair.Key.Path == path))
        {
            if (IsConflict(stored) && (UidOf(stored) != content.Uid || (!content.IsRecorded && !IsRecorded(stored) && world.Life.Number > 0)))
            {
                contents.TryUpdate(key, content with { IsNobodys = true }, content);
            }
        }
    }

    /// <summary>What is at the path is one of these contents, and no resource could know it.</summary>
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

    private static bool IsConflict(JsonNode stored) => (string?)Thing.Condition(stored.AsObject(), "Ready")?["reason"] == "Conflict";

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.Ordinal);

    private static string? UidOf(JsonNode? stored) => (string?)stored?["metadata"]?["uid"];

    private static bool IsRecorded(JsonNode? stored) => stored?["status"]?["importTime"] is not null;

    /// <param name="Uid">Of the resource of that time; null for none.</param>
    /// <param name="IsRecorded">The resource had recorded an import.</param>
    /// <param name="IsNobodys">It was seen that no resource could know it.</param>
    private sealed record Content(string? Uid, bool IsRecorded, bool IsNobodys);
}
