using System.Text.Json.Nodes;
using Databricks.Simulator.Http;
using Databricks.Simulator.Jobs;

namespace Databricks.Simulator.Runs;

/// <summary>The <c>only</c> of run-now: task keys, with a plus before for all a task depends on and after for all that depend on it (behavior §1.2).</summary>
internal static class TaskSelection
{
    public static IReadOnlyList<string>? Read(JsonObject request, JsonObject settings)
    {
        if (request.Array("only") is not { Count: > 0 } only)
        {
            return null;
        }

        var needs = settings.Objects("tasks").ToDictionary(task => task.Text("task_key")!, TaskGraph.DependenciesOf, StringComparer.Ordinal);
        var selected = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in only.Select(entry => $"{entry}"))
        {
            var key = entry.Trim('+');
            Rules.Require(needs.ContainsKey(key), $"Task '{key}' does not exist in the job.");
            selected.Add(key);
            if (entry.StartsWith('+'))
            {
                selected.UnionWith(Reachable(key, at => needs[at]));
            }

            if (entry.EndsWith('+'))
            {
                selected.UnionWith(Dependents([key], needs));
            }
        }

        return [.. selected];
    }

    /// <summary>Everything that depends on the given tasks, however indirectly.</summary>
    public static HashSet<string> Dependents(IEnumerable<string> keys, IReadOnlyDictionary<string, List<string>> needs) =>
        [.. keys.SelectMany(key => Reachable(key, at => needs.Where(pair => pair.Value.Contains(at)).Select(pair => pair.Key)))];

    private static HashSet<string> Reachable(string start, Func<string, IEnumerable<string>> next)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(next(start));
        while (open.TryDequeue(out var key))
        {
            if (reached.Add(key))
            {
                foreach (var further in next(key))
                {
                    open.Enqueue(further);
                }
            }
        }

        return reached;
    }
}
