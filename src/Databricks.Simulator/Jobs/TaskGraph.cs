using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Jobs;

internal static class TaskGraph
{
    public static void Check(IReadOnlyList<JsonObject> tasks)
    {
        var waiting = tasks.ToDictionary(task => task.Text("task_key")!, DependenciesOf, StringComparer.Ordinal);
        foreach (var (key, dependencies) in waiting)
        {
            Rules.Require(!dependencies.Contains(key), $"Invalid dependency graph, task '{key}' can not reference itself.");
            foreach (var missing in dependencies.Where(dependency => !waiting.ContainsKey(dependency)))
            {
                throw ApiException.InvalidParameter($"Invalid dependency graph, task '{key}' depends on '{missing}', which does not exist.");
            }
        }

        while (waiting.Count > 0)
        {
            var free = waiting.Where(pair => !pair.Value.Any(waiting.ContainsKey)).Select(pair => pair.Key).ToList();
            Rules.Require(free.Count > 0, $"Invalid dependency graph, tasks {string.Join(", ", waiting.Keys)} form a cycle.");
            free.ForEach(key => waiting.Remove(key));
        }
    }

    public static List<string> DependenciesOf(JsonObject task) => [.. task.Objects("depends_on").Select(entry => entry.Text("task_key")!)];
}
