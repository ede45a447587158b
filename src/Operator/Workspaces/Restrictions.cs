using Operator.Api.V1Alpha1;
using Operator.Controllers.Notebooks;

namespace Operator.Workspaces;

/// <summary>Whether a workspace allows an object what its spec asks for, from the two specs alone. The one place for all kinds: nothing is called before it was asked.</summary>
internal static class Restrictions
{
    private const string Folder = "/Workspace";

    /// <summary>What is not allowed, and what would allow it; null when nothing is in the way.</summary>
    public static string? Denial(IDatabricksResource resource, DatabricksWorkspace workspace)
    {
        if (workspace.Spec.Restrictions is not { } restrictions)
        {
            return null;
        }

        return (restrictions.Adoption == AdoptionPermission.Denied ? AdoptionDenial(resource) : null) ?? resource switch
        {
            DatabricksNotebook notebook when restrictions.NotebookPaths is { } folders => PathDenial(notebook.Spec.Path, folders),
            DatabricksJob job when restrictions.RunAs is { } principals => RunAsDenial(job, principals, workspace.Status.UserName),
            DatabricksJobRun { Spec.JobId: not null } when restrictions.RunAs is not null =>
                "with its spec.restrictions.runAs, spec.jobId is refused, because the job could run as anybody; name a DatabricksJob in spec.jobRef",
            _ => null,
        };
    }

    private static string? AdoptionDenial(IDatabricksResource resource) => (resource.Spec.ExternalId, resource.Spec.Policies?.Adoption) switch
    {
        ({ }, _) => "its spec.restrictions.adoption is Denied, so spec.externalId cannot be used",
        (_, AdoptionPolicy.ByName) => "its spec.restrictions.adoption is Denied, so spec.policies.adoption cannot be ByName",
        _ => null,
    };

    private static string? PathDenial(string path, IEnumerable<string> folders)
    {
        var place = NotebookPlace.Normalise(path);
        return folders.Any(folder => IsWithin(place, folder == Folder ? "" : NotebookPlace.Normalise(folder)))
            ? null
            : $"spec.path {path} is not within its spec.restrictions.notebookPaths ({string.Join(", ", folders)})";
    }

    /// <summary>By whole segments: /Shared/team does not hold /Shared/team-b.</summary>
    private static bool IsWithin(string place, string folder) =>
        place.StartsWith(folder, StringComparison.Ordinal) && (place.Length == folder.Length || place[folder.Length] == '/');

    private static string? RunAsDenial(DatabricksJob job, IList<string> principals, string? operatorsIdentity)
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

        // Without runAs a job runs as whoever created it: the operator's identity, or somebody nobody here knows.
        return job.Spec.ExternalId is null && job.Spec.Policies?.Adoption != AdoptionPolicy.ByName && operatorsIdentity is not null && IsNamed(operatorsIdentity)
            ? null
            : $"without spec.runAs the job runs as whoever created it, and that is not known to be in {list}; give spec.runAs";

        bool IsNamed(string name) => principals.Contains(name, StringComparer.OrdinalIgnoreCase);
    }
}
