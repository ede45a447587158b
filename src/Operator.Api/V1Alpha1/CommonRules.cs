namespace Operator.Api.V1Alpha1;

/// <summary>CEL rules and parts of rules that several kinds share; evaluated on the spec unless said otherwise.</summary>
internal static class CommonRules
{
    /// <summary>True while the operator only reads the object, so that an incomplete spec is enough.</summary>
    public const string Observed = "(has(self.policies) && has(self.policies.management) && self.policies.management == 'Observe')";

    /// <summary>An external id that was given stayed; evaluated on the object, and to be combined with whether an id is recorded.</summary>
    public const string ExternalIdKept =
        "!has(oldSelf.spec.externalId) || (has(self.spec.externalId) && self.spec.externalId == oldSelf.spec.externalId)";

    /// <summary>What to do in place of another external id.</summary>
    public const string ManageAnother =
        "to manage another object, delete this resource (policies.deletion: Retain keeps the object) and create a new one";

    /// <summary>The workspace did not change between two specs; to be combined with whether an id is recorded.</summary>
    public const string WorkspaceKept =
        "(has(self.spec.workspaceRef) == has(oldSelf.spec.workspaceRef)"
        + " && (!has(self.spec.workspaceRef) || self.spec.workspaceRef == oldSelf.spec.workspaceRef))";

    /// <summary>Exactly one principal in an entry of an access control list.</summary>
    public const string OnePrincipal = "[has(self.userName), has(self.groupName), has(self.servicePrincipalName)].exists_one(given, given)";

    /// <summary>No principal twice in an access control list: Databricks would keep the last entry only (behavior §4.5).</summary>
    public const string PrincipalsOnce =
        "self.all(one, self.exists_one(other, (has(one.userName) ? one.userName : '') == (has(other.userName) ? other.userName : '')"
        + " && (has(one.groupName) ? one.groupName : '') == (has(other.groupName) ? other.groupName : '')"
        + " && (has(one.servicePrincipalName) ? one.servicePrincipalName : '') == (has(other.servicePrincipalName) ? other.servicePrincipalName : '')))";

    /// <summary>Message of <see cref="PrincipalsOnce"/>.</summary>
    public const string PrincipalsOnceMessage = "accessControlList: give each principal once, with its highest permissionLevel";
}
