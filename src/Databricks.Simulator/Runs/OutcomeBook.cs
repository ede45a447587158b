namespace Databricks.Simulator.Runs;

/// <summary>How tasks end, as told from outside: they succeed unless a failure is planned for them.</summary>
internal sealed class OutcomeBook
{
    private readonly List<TaskFailure> failures = [];
    private readonly List<TaskResult> results = [];

    public void Add(TaskFailure failure) => failures.Add(failure);

    // The latest word counts.
    public void Add(TaskResult result) => results.Insert(0, result);

    public string? ResultOf(TaskRun task) => results.Find(result => result.Matches(task))?.Text;

    public TaskFailure? TakeFailure(TaskRun task)
    {
        var index = failures.FindIndex(failure => failure.Matches(task));
        if (index < 0)
        {
            return null;
        }

        var failure = failures[index];
        if (failure.Times > 1)
        {
            failures[index] = failure with { Times = failure.Times - 1 };
        }
        else
        {
            failures.RemoveAt(index);
        }

        return failure;
    }
}
