namespace Databricks.Simulator.Stores;

/// <summary>Failures that a test has planned, oldest first; each happens as often as it was planned for.</summary>
internal sealed class PlannedFailures<T>
    where T : class
{
    private readonly List<(T Failure, int Left)> planned = [];

    public void Add(T failure, int times) => planned.Add((failure, times));

    public T? Take(Predicate<T> matches)
    {
        var index = planned.FindIndex(entry => matches(entry.Failure));
        if (index < 0)
        {
            return null;
        }

        var (failure, left) = planned[index];
        if (left > 1)
        {
            planned[index] = (failure, left - 1);
        }
        else
        {
            planned.RemoveAt(index);
        }

        return failure;
    }
}
