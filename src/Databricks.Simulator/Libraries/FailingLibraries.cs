using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Databricks.Simulator.Libraries;

/// <summary>Libraries that cannot be installed in this workspace.</summary>
public sealed class FailingLibraries
{
    private readonly ConcurrentDictionary<string, string> messages = new(StringComparer.Ordinal);

    internal FailingLibraries()
    {
    }

    /// <param name="name">The package, coordinates or path of the library.</param>
    /// <param name="message">What its status says.</param>
    public void Add(string name, string message) => messages[name] = message;

    public void Remove(string name) => messages.TryRemove(name, out _);

    internal string? MessageFor(JsonObject library)
    {
        var name = library.Single().Value switch
        {
            JsonObject coordinates => coordinates["package"] ?? coordinates["coordinates"],
            var path => path,
        };
        return name is not null && messages.TryGetValue($"{name}", out var message) ? message : null;
    }
}
