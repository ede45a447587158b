namespace Operator.Api.V1Alpha1;

/// <summary>Parts of rules that several kinds share.</summary>
internal static class CommonRules
{
    /// <summary>The operator only reads the object, so that an incomplete spec is enough: a term of rules about a spec.</summary>
    public const string ObserveOnly = "policies.management == Observe";

    /// <summary>The same in CEL.</summary>
    public const string Observed = "(has(self.policies) && has(self.policies.management) && self.policies.management == 'Observe')";

    /// <summary>What to do in place of another external id.</summary>
    public const string ManageAnother =
        "to manage another object, delete this resource (policies.deletion: Retain keeps the object) and create a new one";

    /// <summary>The fields of an entry of an access control list that say for whom it is.</summary>
    public const string Principals = "userName, groupName, servicePrincipalName";

    /// <summary>Of two entries for one principal Databricks would keep the last one only (behavior §4.5).</summary>
    public const string PrincipalsOnce = "give each principal once, with its highest permissionLevel";
}
