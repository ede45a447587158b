using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Managed;
using Operator.Settings;

namespace Operator.Kinds.Jobs;

/// <summary>
/// What to do about the settings of a job as it is (behavior §11.2). Pure: the same input gives the same answer. A job can be changed at any time, so nothing
/// waits.
/// </summary>
internal static class JobDecision
{
    /// <summary>More paths than this tell a person nothing.</summary>
    private const int MaximumFields = 20;

    /// <param name="job">For its policies, and what was applied to it.</param>
    /// <param name="observed">What there is.</param>
    /// <param name="desired">What is wanted, as <see cref="JobMapper.ToWire"/> maps it.</param>
    public static Change Settings(DatabricksJob job, ObservedJob observed, JsonObject desired)
    {
        var comparison = JobDiff.Of(job, observed.Job, desired);
        return OfDifferences(comparison, comparison.Actionable) with { Unchangeable = comparison.Unchangeable };
    }

    private static Change OfDifferences(JobDiff comparison, IReadOnlyList<Difference> differences)
    {
        var paths = differences.Select(difference => difference.Path).ToList();
        var decision = paths.Count == 0 ? Change.None : new Change(PlanAction.Update, paths, false, $"Updated: {Named(paths)}");
        return decision with
        {
            Desired = comparison.Desired,
            Asked = Difference.Asked(differences),
            Differences = differences,
            Body = comparison.ResetBody,
            Applied = () => PartRecords.Bounded(comparison.Applied),
            OfFields = some => OfDifferences(comparison, [.. differences.Where(difference => some.Contains(difference.Path))]),
        };
    }

    private static string Named(List<string> paths)
    {
        var named = string.Join(", ", paths.Take(MaximumFields));
        return paths.Count > MaximumFields ? $"{named} and {paths.Count - MaximumFields} more" : named;
    }
}
