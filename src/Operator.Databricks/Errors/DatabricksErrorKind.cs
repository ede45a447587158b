namespace Operator.Databricks.Errors;

/// <summary>What a failed call means for the caller. Closed: every failure of every operation is one of these.</summary>
public enum DatabricksErrorKind
{
    /// <summary>The object the call addresses does not exist (any more).</summary>
    NotFound,

    /// <summary>The request will fail until its content changes.</summary>
    Invalid,

    /// <summary>The credential was not accepted.</summary>
    Unauthenticated,

    /// <summary>The credential lacks a right. Keeps being tried slowly: sudden 403s for an owner exist (behavior §5.2) and people fix grants.</summary>
    PermissionDenied,

    /// <summary>Too many calls; the call did not take effect.</summary>
    Throttled,

    /// <summary>A limit of the workspace or the cloud account is used up; minutes, not seconds.</summary>
    Quota,

    /// <summary>The object is in a state that does not allow the call now: read it again, then decide.</summary>
    WrongState,

    /// <summary>Something else changed or holds the object: read it again, then decide.</summary>
    Conflict,

    /// <summary>The service, the network or the way between failed; says nothing about the object.</summary>
    Transient,
}
