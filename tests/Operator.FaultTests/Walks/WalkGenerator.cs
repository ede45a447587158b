using FsCheck;
using FsCheck.Fluent;

namespace Operator.FaultTests.Walks;

/// <summary>Walks by chance, and the shorter ones of a walk.</summary>
internal static class WalkGenerator
{
    private static readonly Gen<WalkStep> Steps = Gen.Frequency(
        (4, Gen.Elements<WalkStep>(WalkSteps.Applications)),
        (5, Gen.Elements<WalkStep>(WalkSteps.Deeds)),
        (6, Gen.Elements<WalkStep>(WalkSteps.Faults)),
        (3, Gen.Elements<WalkStep>(WalkSteps.Meanwhile)),
        (5, Gen.Elements<WalkStep>(WalkSteps.Times)));

    /// <summary>The same for the same seed.</summary>
    public static IReadOnlyList<WalkStep> Of(ulong seed, int length) => [.. Gen.ArrayOf(Steps, length).Sample(1, new Rnd(seed), length).Single()];

    /// <summary>Without a half, a quarter, …, one of the steps.</summary>
    public static IEnumerable<IReadOnlyList<WalkStep>> Shorter(IReadOnlyList<WalkStep> walk)
    {
        for (var size = (walk.Count + 1) / 2; size > 0; size = size == 1 ? 0 : (size + 1) / 2)
        {
            for (var start = 0; start < walk.Count; start += size)
            {
                yield return [.. walk.Take(start), .. walk.Skip(start + size)];
            }
        }
    }

    /// <summary>The shortest walk without further needless steps that still fails, by the given judgement.</summary>
    public static async Task<IReadOnlyList<WalkStep>> ShrinkAsync(IReadOnlyList<WalkStep> walk, Func<IReadOnlyList<WalkStep>, Task<bool>> failsAsync)
    {
        foreach (var shorter in Shorter(walk))
        {
            if (await failsAsync(shorter))
            {
                return await ShrinkAsync(shorter, failsAsync);
            }
        }

        return walk;
    }
}
