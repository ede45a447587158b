using Operator.Api.V1Alpha1;
using Operator.Workspaces;

namespace Operator.Managed;

/// <summary>
/// What cannot change once an object is recorded. An API server with CEL refuses such an edit; for the others the spec is compared with what the status
/// recorded.
/// </summary>
internal static class KeptFields
{
    /// <summary>Remembers what may still change until the object is recorded.</summary>
    public static void Note(IDatabricksResource resource, string? recordedId)
    {
        if (recordedId is null || resource.Status.ExternalId is null)
        {
            resource.Status.ExternalId = resource.Spec.ExternalId;
        }
    }

    /// <summary>What was changed nevertheless, for people; null when nothing was.</summary>
    /// <param name="resource">As it is now.</param>
    /// <param name="recordedId">Of its object in the workspace.</param>
    /// <param name="workspace">What its workspaceRef means now.</param>
    public static string? Problem(IDatabricksResource resource, string recordedId, string workspace)
    {
        if (WorkspaceReferences.MoveProblem(resource, workspace) is { } moved)
        {
            return moved;
        }

        var (given, kept) = (resource.Spec.ExternalId, resource.Status.ExternalId);
        var problem = given is null && kept is not null ? $"spec.externalId was {kept} and cannot be removed"
            : given is not null && given != recordedId ? $"spec.externalId is {given}, but this resource stands for {recordedId}"
            : null;
        return problem is null ? null : $"{problem}. Set it back; to manage another object, create another resource";
    }
}
