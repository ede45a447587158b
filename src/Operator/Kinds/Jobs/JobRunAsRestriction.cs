using Operator.Api.V1Alpha1;
using Operator.Reconciling;
using Operator.Workspaces;

namespace Operator.Kinds.Jobs;

/// <summary>A workspace may name the identities that jobs run as.</summary>
internal sealed class JobRunAsRestriction : IRestriction
{
    public string? Denial(IDatabricksResource resource, WorkspaceRestrictions restrictions, string? operatorUserName) =>
        resource is DatabricksJob job && restrictions.RunAs is { } principals ? Denial(job, principals, operatorUserName) : null;

    private static string? Denial(DatabricksJob job, IList<string> principals, string? operatorUserName)
    {
        var list = $"its spec.restrictions.runAs ({string.Join(", ", principals)})";
        if (job.Spec.ExtraSettings?.Any(setting => setting.Key.StartsWith("run_as", StringComparison.Ordinal)) == true)
        {
            return $"with {list}, run_as cannot be in spec.extraSettings; give spec.runAs";
        }

        if (job.Spec.RunAs is { } chosen)
        {
            return new[] { chosen.UserName, chosen.ServicePrincipalName, chosen.GroupName }.OfType<string>().FirstOrDefault(name => !IsNamed(name)) is { } other
                ? $"spec.runAs {other} is not in {list}"
                : null;
        }

        // Without runAs a job runs as its creator: the operator's identity, or an unknown one where the job is taken over.
        var isTakenOver = job.Spec.ExternalId is not null || (job.Spec.Policies?.Adoption).TakesOverByName();
        return !isTakenOver && operatorUserName is not null && IsNamed(operatorUserName)
            ? null
            : $"without spec.runAs the job runs as the one who created it, and that is not known to be in {list}; give spec.runAs";

        bool IsNamed(string name) => principals.Contains(name, StringComparer.OrdinalIgnoreCase);
    }
}
