using Databricks.Simulator.Stores;

namespace Databricks.Simulator.Runs;

/// <summary>How tasks end, planned from outside: they succeed unless a failure is planned for them.</summary>
internal sealed class PlannedOutcomes
{
    private readonly PlannedFailures<TaskFailure> failures = new();
    private readonly List<TaskResult> results = [];

    public void Add(TaskFailure failure) => failures.Add(failure, failure.Times);

    // The latest word counts.
    public void Add(TaskResult result) => results.Insert(0, result);

    public string? ResultOf(TaskRun task) => results.Find(result => result.Matches(task))?.Text;

    public TaskFailure? TakeFailure(TaskRun task) => failures.Take(failure => failure.Matches(task));
}
