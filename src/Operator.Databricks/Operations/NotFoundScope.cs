namespace Operator.Databricks.Operations;

/// <summary>What "does not exist" in a response speaks of.</summary>
internal enum NotFoundScope
{
    /// <summary>The call addresses no object: something its content names is missing.</summary>
    None,

    /// <summary>The addressed object, but only when the message names it: the content names other objects too (policy, pool, principal).</summary>
    Named,

    /// <summary>The addressed object.</summary>
    Addressed,
}
