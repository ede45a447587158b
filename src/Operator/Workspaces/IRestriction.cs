using Operator.Api.V1Alpha1;

namespace Operator.Workspaces;

/// <summary>What <c>spec.restrictions</c> of a workspace forbids the objects of one kind, besides what it forbids all of them.</summary>
internal interface IRestriction
{
    /// <summary>What is not allowed, and what would allow it; null when nothing is in the way, or the object is of another kind.</summary>
    /// <param name="resource">Asks for something.</param>
    /// <param name="restrictions">Of its workspace.</param>
    /// <param name="operatorUserName">As whom the operator acts there; null while that is not known.</param>
    string? Denial(IDatabricksResource resource, WorkspaceRestrictions restrictions, string? operatorUserName);
}
