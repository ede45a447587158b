using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>The job as it should be.</summary>
public sealed class DatabricksJobSpec : JobSpecBase, ICommonSpec, IAccessControlled
{
    /// <inheritdoc cref="ICommonSpec.WorkspaceRef"/>
    public WorkspaceReference? WorkspaceRef { get; set; }

    /// <inheritdoc cref="ICommonSpec.Suspend"/>
    [DefaultValue("false")]
    public bool? Suspend { get; set; }

    /// <inheritdoc cref="ICommonSpec.ExternalId"/>
    /// <example>1017284950021374</example>
    [Length(1, 19)]
    [Pattern(Patterns.NumericId)]
    public string? ExternalId { get; set; }

    /// <inheritdoc cref="ICommonSpec.Policies"/>
    public JobPolicies? Policies { get; set; }

    /// <summary>
    /// Who may see, run and manage the job. Unset: permissions are not managed. Set: the direct grants are exactly these, plus the
    /// operator's own and exactly one owner.
    /// </summary>
    /// <example>[{"groupName": "data-engineers", "permissionLevel": "CAN_MANAGE_RUN"}]</example>
    [Items(0, 100)]
    [XListType(XListType.Atomic)]
    [UniqueBy(CommonRules.Principals, CommonRules.PrincipalsOnce)]
    [ValidationRule(
        "self.filter(one, one.permissionLevel == 'IS_OWNER').size() <= 1 && self.all(one, one.permissionLevel != 'IS_OWNER' || !has(one.groupName))",
        "accessControlList: a job has one owner, and it is no group: give IS_OWNER once at most, and not with groupName")]
    public IList<AccessControlEntry>? AccessControlList { get; set; }

    IPolicies? ICommonSpec.Policies => Policies;
}
