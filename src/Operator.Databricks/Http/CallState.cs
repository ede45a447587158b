using System.Diagnostics;
using Operator.Databricks.Errors;
using Operator.Databricks.Operations;
using Polly;

namespace Operator.Databricks.Http;

/// <summary>One call on its way through the pipeline, across its attempts.</summary>
internal sealed class CallState(Operation operation, HttpRequestMessage request, CallPriority priority, long started, ICallObserver? observer)
{
    public static readonly ResiliencePropertyKey<CallState> Key = new("call");

    /// <summary>Set by the authentication handler: the refused token can be replaced.</summary>
    public static readonly HttpRequestOptionsKey<bool> TokenRenewable = new("databricks.token-renewable");

    /// <summary>Set by the authentication handler while an attempt is out: what to do when the answer refuses its token.</summary>
    public static readonly HttpRequestOptionsKey<Action<DatabricksError>?> TokenRefused = new("databricks.token-refused");

    private bool renewed;

    public Operation Operation { get; } = operation;

    public HttpRequestMessage Request { get; } = request;

    public CallPriority Priority { get; } = priority;

    public long Started { get; } = started;

    public ICallObserver? Observer { get; } = observer;

    /// <summary>Null where nothing listens.</summary>
    public Activity? Span { get; init; }

    /// <summary>True once one of its attempts may have been carried out although it failed; a refusal of a later attempt does not undo it.</summary>
    public bool MayHaveTakenEffect { get; set; }

    public bool TryUseRenewedToken()
    {
        var may = !renewed && Request.Options.TryGetValue(TokenRenewable, out var renewable) && renewable;
        renewed |= may;
        return may;
    }
}
