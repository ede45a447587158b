using Databricks.Simulator.Faults;
using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Kinds.Conformance;

/// <summary>How a call fails before it has any effect.</summary>
public enum FailedCall
{
    /// <summary>400: the workspace does not take the request.</summary>
    Refused,

    /// <summary>403: the operator's identity lacks a permission.</summary>
    Forbidden,

    /// <summary>429: too many calls.</summary>
    Throttled,

    /// <summary>500: the workspace is broken.</summary>
    Broken,

    /// <summary>503: the workspace is away.</summary>
    Unavailable,

    /// <summary>No answer comes for as long as the client waits.</summary>
    TimedOut,
}

internal static class FailedCalls
{
    /// <summary>The reason that conditions give for it.</summary>
    public static string Reason(this FailedCall failure) => failure switch
    {
        FailedCall.Refused => Reasons.Rejected,
        FailedCall.Forbidden => Reasons.PermissionDenied,
        FailedCall.Throttled => Reasons.RateLimited,
        _ => Reasons.ApiUnavailable,
    };

    /// <summary>An answer of the workspace; null where there is none.</summary>
    public static Fault? On(this FailedCall failure, string operation) => failure switch
    {
        FailedCall.Refused => Fault.Error(operation, 400, "INVALID_PARAMETER_VALUE", "not like this"),
        FailedCall.Forbidden => Fault.Error(operation, 403, "PERMISSION_DENIED", "not you"),
        FailedCall.Throttled => Fault.Throttled(operation),
        FailedCall.Broken => Fault.Error(operation, 500, "INTERNAL_ERROR", "it broke"),
        FailedCall.Unavailable => Fault.Error(operation, 503, "TEMPORARILY_UNAVAILABLE", "not now"),
        _ => null,
    };
}
