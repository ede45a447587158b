namespace Operator.UnitTests.Managed.StateSpace;

/// <summary>
/// The decisions of a pass, from every situation and over every sequence of so many operations: never two objects, never a hand on what is not ours, never
/// Ready for a spec that was not there, never a status that says nothing new.
/// </summary>
public sealed class StateSpaceTests
{
    /// <summary>Operations, each of which has a pass of its own.</summary>
    private const int Depth = 2;

    public static TheoryData<string> Remotes => [.. Enum.GetNames<Remote>()];

    [Theory]
    [MemberData(nameof(Remotes))]
    public async Task Passes_FromEverySituation_KeepTheirPromises(string remote)
    {
        var failures = new List<string>();
        foreach (var situation in Situation.All.Where(situation => $"{situation.Remote}" == remote))
        {
            foreach (var way in Ways(Depth))
            {
                if (await ExploreAsync(situation, way) is { } failure)
                {
                    failures.Add(failure);
                }
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} ways break a promise, such as\n{string.Join('\n', failures.Take(10))}");
    }

    private static IEnumerable<IReadOnlyList<Operation>> Ways(int length) => length == 0
        ? [[]]
        : from way in Ways(length - 1) from operation in Operation.All select (IReadOnlyList<Operation>)[.. way, operation];

    private static async Task<string?> ExploreAsync(Situation situation, IReadOnlyList<Operation> way)
    {
        using var exploration = new Exploration(situation);
        foreach (var operation in way)
        {
            await exploration.TakeAsync(operation);
            if (exploration.Violations.Count > 0)
            {
                return $"{situation}: after {string.Join(", ", way)}: at {operation}: {string.Join("; ", exploration.Violations)}";
            }

            if (exploration.IsReleased)
            {
                return null;
            }
        }

        return null;
    }
}
