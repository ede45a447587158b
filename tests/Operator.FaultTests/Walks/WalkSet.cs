using System.Collections.Concurrent;
using System.Globalization;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Walks;

/// <summary>Which walks this run takes.</summary>
internal static class WalkSet
{
    /// <summary>Steps of a walk, unless WALK_LENGTH says otherwise.</summary>
    private const int UsualLength = 30;

    /// <summary>So many for `make test`, of the same seeds each time.</summary>
    private const int UsualCount = 8;

    public static int Length { get; } = (int)(Number("WALK_LENGTH") ?? UsualLength);

    /// <summary>The one of WALK_SEED, or as many as WALKS says: by chance, or the same each time, from the seed WALKS_FROM on.</summary>
    public static IEnumerable<ulong> Seeds { get; } =
        Number("WALK_SEED") is { } seed ? [seed]
        : Number("WALKS") is { } count
            ? Enumerable.Range(0, (int)count).Select(index => Number("WALKS_FROM") + (ulong)index ?? (ulong)Random.Shared.NextInt64())
        : Enumerable.Range(1, UsualCount).Select(number => (ulong)number);

    /// <summary>The one whose steps are given.</summary>
    public static string? Steps { get; } = Environment.GetEnvironmentVariable("WALK") is { Length: > 0 } steps ? steps : null;

    /// <returns>What failed, and how to see it again.</returns>
    public static async Task<IReadOnlyCollection<string>> RunAsync(IEnumerable<ulong> seeds, Action<string> say)
    {
        var failures = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(seeds, Stride.Beside, async (seed, _) =>
        {
            var walk = WalkGenerator.Of(seed, Length);
            if (await Walk.RunAsync(walk) is { Count: > 0 } violations)
            {
                var failure = await DescribeAsync(seed, walk, violations);
                failures.Enqueue(failure);
                say(failure);
            }
        });
        return failures;
    }

    private static async Task<string> DescribeAsync(ulong seed, IReadOnlyList<WalkStep> walk, IReadOnlyList<string> first)
    {
        IReadOnlyList<string> violations = first;
        var shortest = await WalkGenerator.ShrinkAsync(walk, async shorter =>
        {
            var seen = await Walk.RunAsync(shorter);
            violations = seen.Count > 0 ? seen : violations;
            return seen.Count > 0;
        });
        return $"""
            Seed {seed}, {walk.Count} steps (WALK_SEED={seed} WALK_LENGTH={walk.Count} hack/faults.sh Walks), of which these fail as well:
              {string.Join("\n  ", shortest)}
            by: WALK='{WalkSteps.Write(shortest)}' hack/faults.sh Walks
              {string.Join("\n  ", violations.Take(5))}
            """;
    }

    private static ulong? Number(string variable) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
