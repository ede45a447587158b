using Operator.Api.V1Alpha1;

namespace Operator.Kinds.Jobs;

/// <summary>Whether the tasks of a job can be put in an order.</summary>
internal static class JobGraph
{
    /// <summary>More keys than this tell a person nothing.</summary>
    private const int MaximumKeys = 10;

    public static IEnumerable<string> Problems(IList<JobTaskSpec> tasks)
    {
        var keys = tasks.Select(task => task.TaskKey).ToHashSet(StringComparer.Ordinal);
        foreach (var (task, missing) in tasks.SelectMany(task => Before(task).Where(key => !keys.Contains(key)).Select(key => (task, key))))
        {
            yield return $"spec.tasks[{task.TaskKey}].dependsOn: there is no task {missing}";
        }

        foreach (var (task, other) in tasks.SelectMany(task => WithoutOutcome(task, tasks).Select(other => (task, other))))
        {
            yield return $"spec.tasks[{task.TaskKey}].dependsOn: outcome is for a task with conditionTask, and {other} has none";
        }

        if (Circle(tasks, keys) is { Count: > 0 } circle)
        {
            yield return $"spec.tasks: dependsOn goes in a circle: {string.Join(", ", circle.Take(MaximumKeys))}";
        }
    }

    /// <summary>What is left when tasks that wait for nothing any more are taken away again and again.</summary>
    private static List<string> Circle(IList<JobTaskSpec> tasks, HashSet<string> keys)
    {
        var waiting = tasks.DistinctBy(task => task.TaskKey).ToDictionary(
            task => task.TaskKey, task => Before(task).Where(keys.Contains).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var after = waiting.SelectMany(pair => pair.Value.Select(before => (before, pair.Key))).ToLookup(
            pair => pair.before, pair => pair.Key, StringComparer.Ordinal);
        var free = new Queue<string>(waiting.Where(pair => pair.Value.Count == 0).Select(pair => pair.Key));
        while (free.TryDequeue(out var key))
        {
            waiting.Remove(key);
            foreach (var next in after[key].Where(next => waiting.TryGetValue(next, out var rest) && rest.Remove(key) && rest.Count == 0))
            {
                free.Enqueue(next);
            }
        }

        return [.. waiting.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>A type that this version does not know may have outcomes too.</summary>
    private static IEnumerable<string> WithoutOutcome(JobTaskSpec task, IList<JobTaskSpec> tasks) =>
        (task.DependsOn ?? []).Where(other => other.Outcome is not null)
            .Select(other => other.TaskKey).Where(key => tasks.Any(one => one.TaskKey == key && one is { ConditionTask: null, ExtraSettings: null }));

    private static IEnumerable<string> Before(JobTaskSpec task) => (task.DependsOn ?? []).Select(other => other.TaskKey);
}
