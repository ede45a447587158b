using System.Text.Json.Nodes;
using Databricks.Simulator.Stores;

namespace Databricks.Simulator.Runs;

/// <summary>All attempts and iterations by their ids: runs/get, get-output and cancel take them as well as the id of a run (behavior §1.2).</summary>
internal sealed class TaskRegistry(IdSource ids)
{
    private readonly Dictionary<long, TaskRun> tasks = [];

    public TaskRun? Find(long id) => tasks.GetValueOrDefault(id);

    public TaskRun CreateFirst(StoredRun run, JsonObject settings) => Add(new TaskRun(ids.Next(), run, settings, 0));

    public TaskRun CreateRetry(TaskRun failed) => Add(new TaskRun(ids.Next(), failed.Run, failed.Settings, failed.Attempt + 1)
    {
        OriginalId = failed.OriginalId,
        Retries = failed.Retries + 1,
    });

    public TaskRun CreateRepair(TaskRun repaired, JsonObject settings) =>
        Add(new TaskRun(ids.Next(), repaired.Run, settings, repaired.Attempt + 1) { OriginalId = repaired.OriginalId });

    public TaskRun CreateIteration(TaskRun loop, JsonObject settings, JsonNode? input) =>
        Add(new TaskRun(ids.Next(), loop.Run, settings, 0) { Loop = loop, Input = input });

    public void Remove(StoredRun run)
    {
        foreach (var task in run.Tasks.SelectMany(task => task.Iterations.Append(task)))
        {
            tasks.Remove(task.Id);
        }
    }

    private TaskRun Add(TaskRun task)
    {
        tasks.Add(task.Id, task);
        return task;
    }
}
