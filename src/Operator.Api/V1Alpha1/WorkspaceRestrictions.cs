using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>
/// Limits for all objects that use a workspace, whatever their namespace. What breaks one is Stalled with reason PermissionDenied, and nothing is called for
/// it; what exists already is no longer changed, but can still be deleted.
/// </summary>
public sealed class WorkspaceRestrictions
{
    /// <summary>
    /// The folders (or single notebooks) that a DatabricksNotebook's path must be in. Whole segments count: /Shared/team does not hold /Shared/team-b;
    /// /Workspace/x is /x. The notebooks that tasks of jobs name are not limited: a task reads with the rights of whom the job runs as. Default: everywhere.
    /// </summary>
    /// <example>["/Shared/data", "/Users/ada@example.com"]</example>
    [Items(1, 64)]
    [Length(2, 1024)]
    [Pattern("^(/[^/\\p{Cc}]+)+$")]
    [XListType(XListType.Set)]
    public IList<string>? NotebookPaths { get; set; }

    /// <summary>
    /// Whom a DatabricksJob may run as: login names of users, application ids of service principals, names of groups. A job without runAs runs as the
    /// operator's identity (status.userName), which has to be in the list then; a DatabricksJobRun needs jobRef, because the identity of the job behind a jobId
    /// is not known. Default: anybody that Databricks lets the operator name.
    /// </summary>
    /// <example>["5f2b7c1e-9d3a-4e6f-8b0c-1a2d3e4f5a6b"]</example>
    [Items(1, 256)]
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    [XListType(XListType.Set)]
    public IList<string>? RunAs { get; set; }

    /// <summary>
    /// Whether objects may take over what exists in the workspace, by externalId or with policies.adoption ByName or Always. Default: Allowed.
    /// </summary>
    public AdoptionPermission? Adoption { get; set; }
}

/// <summary>Whether what exists in a workspace may be taken over.</summary>
public enum AdoptionPermission
{
    /// <summary>as the object's own spec says.</summary>
    Allowed,

    /// <summary>only what was created for the object itself.</summary>
    Denied,
}
