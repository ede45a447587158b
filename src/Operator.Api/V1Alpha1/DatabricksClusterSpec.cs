using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>The cluster as it should be.</summary>
[RequiredUnless(
    "sparkVersion",
    $"{CommonRules.ObserveOnly}, policyId",
    Message = "sparkVersion is required, unless policyId names a policy that decides it or policies.management is Observe")]
[AtLeastOneOf(ClusterConditions.Size, Unless = $"{CommonRules.ObserveOnly}, policyId", Message = ClusterConditions.SizeMessage)]
[AtLeastOneOf(ClusterConditions.Nodes, Unless = $"{CommonRules.ObserveOnly}, policyId", Message = ClusterConditions.NodesMessage)]
[ValidationRule(
    $"{CommonRules.Observed} || has(self.policyId) || {ClusterConditions.HasWorkersOrIsSingleNode}",
    ClusterConditions.WorkersMessage)]
public sealed class DatabricksClusterSpec : ClusterSpecBase, ICommonSpec, IAccessControlled
{
    /// <inheritdoc cref="ICommonSpec.WorkspaceRef"/>
    public WorkspaceReference? WorkspaceRef { get; set; }

    /// <inheritdoc cref="ICommonSpec.Suspend"/>
    [DefaultValue("false")]
    public bool? Suspend { get; set; }

    /// <inheritdoc cref="ICommonSpec.ExternalId"/>
    /// <example>0923-164208-meows279</example>
    [Length(1, 128)]
    [Pattern("^[A-Za-z0-9_-]+$")]
    public string? ExternalId { get; set; }

    /// <inheritdoc cref="ICommonSpec.Policies"/>
    public ClusterPolicies? Policies { get; set; }

    /// <summary>The cluster's name in Databricks, which need not be unique there. Default: metadata.name.</summary>
    /// <example>shared-etl</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? ClusterName { get; set; }

    /// <summary>
    /// Minutes without work after which Databricks terminates the cluster: 0 (never) or 10 to 10000. Default: left to Databricks and
    /// the cluster policy.
    /// </summary>
    /// <example>60</example>
    [RangeMinimum(0)]
    [RangeMaximum(10000)]
    [ValidationRule("self == 0 || self >= 10", "autoterminationMinutes must be 0 (never) or between 10 and 10000")]
    public int? AutoterminationMinutes { get; set; }

    /// <summary>
    /// The libraries to install. Unset: libraries are not managed, and those that were stay as they are. Set: the cluster's own
    /// libraries are exactly these, except that with policyId only libraries the operator installed are removed. Changes are made
    /// while the cluster runs; it is neither started nor restarted for them, and one that is removed stays until the next restart.
    /// </summary>
    [Items(0, 128)]
    [XListType(XListType.Atomic)]
    public IList<LibrarySpec>? Libraries { get; set; }

    /// <summary>
    /// Who may use the cluster. Unset: permissions are not managed, and those that were stay as they are. Set, even to an empty list:
    /// the direct grants are exactly these, plus the operator's own; what is inherited, and the group admins, stays.
    /// </summary>
    /// <example>[{"groupName": "data-engineers", "permissionLevel": "CAN_RESTART"}]</example>
    [Items(0, 100)]
    [XListType(XListType.Atomic)]
    [UniqueBy(CommonRules.Principals, CommonRules.PrincipalsOnce)]
    public IList<AccessControlEntry>? AccessControlList { get; set; }

    /// <summary>
    /// true: pin the cluster, so that Databricks keeps its definition beyond 30 days of being terminated; needs a workspace admin, and a
    /// workspace has 100 pins. false: unpin it. Unset: not managed, and a pin that was set stays.
    /// </summary>
    public bool? Pinned { get; set; }

    /// <summary>The power state to keep. Default: Any.</summary>
    public ClusterDesiredState? DesiredState { get; set; }

    /// <summary>
    /// The time of a request to restart the cluster, as RFC 3339 writes it: a new value restarts it once, if it is running. A time before the cluster's last
    /// start counts as answered.
    /// </summary>
    /// <example>2026-11-02T09:30:00Z</example>
    [Length(1, StatusLimits.Token)]
    [Pattern(Patterns.NotBlank)]
    [ValidationRule($"self.matches('{Patterns.Time}')", "restartRequestTime must be a time, for example 2026-11-02T09:30:00Z")]
    public string? RestartRequestTime { get; set; }

    IPolicies? ICommonSpec.Policies => Policies;

    IReadOnlyList<DeletionPolicy> ICommonSpec.DeletionPolicies => Enum.GetValues<DeletionPolicy>();
}

/// <summary>The power state to keep a cluster in.</summary>
public enum ClusterDesiredState
{
    /// <summary>the cluster exists; starting and stopping is left to its users and autoterminationMinutes.</summary>
    Any,

    /// <summary>it is started whenever it is found terminated.</summary>
    Running,

    /// <summary>it is terminated whenever it is found running.</summary>
    Terminated,
}
