namespace Operator.Commands.Release;

/// <summary>What becomes of the objects when the operator is taken away.</summary>
internal enum ReleasePolicy
{
    /// <summary>They stay as they are; that some are left is only reported.</summary>
    Keep,

    /// <summary>They are deleted, and what they stand for in Databricks stays. Needs the operator.</summary>
    Retain,

    /// <summary>They are deleted, each under its own deletion policy: by default what they stand for is deleted too. Needs the operator.</summary>
    Delete,

    /// <summary>They are deleted without a call to Databricks, also when no operator runs any more.</summary>
    Abandon,
}
