using Operator.Benchmarks.Reports;

namespace Operator.Benchmarks;

/// <summary>The results of one call of the program: shown and recorded one by one, and judged at the end.</summary>
internal sealed class Outcome(TimeProvider time, bool isRecorded)
{
    private readonly List<Result> results = [];

    public async Task AddAsync(Result result, CancellationToken cancellationToken)
    {
        results.Add(result);
        Console.WriteLine(ConsoleTable.Of(result, Budgets.All));
        if (isRecorded)
        {
            await new Recorder(time).AppendAsync(result, cancellationToken);
        }
    }

    /// <returns>The exit code: 1 when a budget is broken.</returns>
    public int Conclude()
    {
        foreach (var line in results.SelectMany(result => Budget.Disturbed(result, Budgets.All)))
        {
            Console.WriteLine($"Not judged, because others kept the machine busy: {line}");
        }

        List<string> broken = [.. results.SelectMany(result => Budget.Broken(result, Budgets.All))];
        Console.WriteLine(broken.Count == 0 ? "\nWithin all budgets." : $"\n{string.Join('\n', broken)}");
        return broken.Count == 0 ? 0 : 1;
    }
}
