using System.Text.Json.Nodes;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>
/// What the spec of every kind has besides the settings Databricks knows. An interface, because a spec inherits its settings
/// from a class that other kinds embed too: a job's new cluster is the same <see cref="ClusterSpecBase"/>.
/// </summary>
public interface ICommonSpec
{
    /// <summary>
    /// The workspace this object lives in. Default: the DatabricksWorkspace named default in this namespace, else the operator's own
    /// default workspace. Cannot change once the object exists in the workspace.
    /// </summary>
    WorkspaceReference? WorkspaceRef { get; set; }

    /// <summary>
    /// While true, the operator neither calls Databricks for this object nor corrects anything; Ready keeps its value and Synced is
    /// Unknown with reason Suspended. Default: false.
    /// </summary>
    bool? Suspend { get; set; }

    /// <summary>
    /// The id of an existing Databricks object to take over instead of creating one. It can be corrected or taken out until that object is recorded
    /// in the status, and neither after it.
    /// </summary>
    string? ExternalId { get; set; }

    /// <summary>What the operator may do with the object in Databricks.</summary>
    IPolicies? Policies { get; }

    /// <summary>
    /// What may become of an object of this kind when its resource is deleted: the values of policies.deletion, and of the annotation that overrides it.
    /// </summary>
    IReadOnlyList<DeletionPolicy> DeletionPolicies => [DeletionPolicy.Delete, DeletionPolicy.Retain];

    /// <summary>
    /// Further settings by the names of the REST API (snake_case), sent as they are. The way to use a setting newer than this
    /// operator. Objects merge deeply with the other fields, lists replace; a setting that has its own field in use is refused.
    /// </summary>
    /// <example>{"some_new_setting": {"level": 3}}</example>
    JsonObject? ExtraSettings { get; set; }
}

/// <summary>Names a DatabricksWorkspace.</summary>
[XMapType(XMapType.Atomic)]
public sealed class WorkspaceReference
{
    /// <summary>Name of the DatabricksWorkspace.</summary>
    /// <example>prod</example>
    [Required]
    [Length(1, 253)]
    [Pattern(Patterns.Subdomain)]
    public string Name { get; set; } = "";

    /// <summary>
    /// Namespace of the DatabricksWorkspace, which has to admit this namespace in its allowedNamespaces. Default: the namespace of
    /// this object.
    /// </summary>
    /// <example>databricks</example>
    [Length(1, 63)]
    [Pattern(Patterns.Label)]
    public string? Namespace { get; set; }
}

/// <summary>One entry of a Secret in the same namespace.</summary>
[XMapType(XMapType.Atomic)]
public sealed class SecretKeyReference
{
    /// <summary>Name of the Secret.</summary>
    /// <example>databricks</example>
    [Required]
    [Length(1, 253)]
    [Pattern(Patterns.Subdomain)]
    public string Name { get; set; } = "";

    /// <summary>Key of the entry in the Secret.</summary>
    /// <example>token</example>
    [Required]
    [Length(1, 253)]
    [Pattern("^[-._a-zA-Z0-9]+$")]
    public string Key { get; set; } = "";
}

/// <summary>A spec that says who may do what with the object in Databricks.</summary>
public interface IAccessControlled
{
    /// <summary>All direct grants of the object; null leaves them alone.</summary>
    IList<AccessControlEntry>? AccessControlList { get; }
}
