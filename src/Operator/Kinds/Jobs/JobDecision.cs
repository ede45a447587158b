using Operator.Api.V1Alpha1;
using Operator.Managed;
using Operator.Permissions;
using Operator.Reconciling;
using Operator.Settings;

namespace Operator.Kinds.Jobs;

/// <summary>
/// What to do about a job as it is (behavior §11.2): its settings first, then who may do what with it. Pure: the same input gives the same answer. A job can be
/// changed at any time, so nothing waits.
/// </summary>
internal static class JobDecision
{
    /// <summary>More paths than this tell a person nothing.</summary>
    private const int MaximumFields = 20;

    /// <exception cref="DependencyMissingException">Something the spec names is not in the workspace yet.</exception>
    public static Decision Decide(DatabricksJob job, ObservedJob observed, string marker, IJobReferences references) => Decision.FirstOf(
        OfSettings(job, observed, marker, references),
        PermissionComparison.Decide(job, job.Spec.AccessControlList, observed.Permissions, PermissionKind.Jobs));

    private static Decision OfSettings(DatabricksJob job, ObservedJob observed, string marker, IJobReferences references)
    {
        var comparison = JobComparison.Of(job, observed.Job, marker, references);
        return OfDifferences(comparison, comparison.Actionable) with { Unchangeable = comparison.Unchangeable };
    }

    private static Decision OfDifferences(JobComparison comparison, IReadOnlyList<Difference> differences)
    {
        var paths = differences.Select(difference => difference.Path).ToList();
        var decision = paths.Count == 0 ? Decision.None : new Decision(PlanAction.Update, paths, false, $"Updated: {Named(paths)}");
        return decision with
        {
            Desired = comparison.Desired,
            Asked = Difference.Asked(differences),
            OfFields = some => OfDifferences(comparison, [.. differences.Where(difference => some.Contains(difference.Path))]),
        };
    }

    private static string Named(List<string> paths)
    {
        var named = string.Join(", ", paths.Take(MaximumFields));
        return paths.Count > MaximumFields ? $"{named} and {paths.Count - MaximumFields} more" : named;
    }
}
