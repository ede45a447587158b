using System.Diagnostics;
using Operator.Databricks.Errors;
using Operator.Databricks.Operations;

namespace Operator.Databricks.Http;

/// <summary>
/// A span for each call, with its attempts, in the trace of the work that makes it. Where nothing listens nothing is made. A span names the workspace and the
/// operation; no address, no id, no body and no message of an error, which may quote any of them.
/// </summary>
public static class CallTraces
{
    public const string SourceName = "databricks-operator.calls";

    private static readonly ActivitySource Source = new(SourceName);

    internal static Activity? Begin(string workspace, Operation operation)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        if (Activity.Current is { IsStopped: true })
        {
            // A loop or a shared list goes on after the pass that began it; what it calls from then on is a trace of its own.
            Activity.Current = null;
        }

        // Failed until it has succeeded: it may also end with the pass that makes it.
        var call = Source.StartActivity(operation.Name, ActivityKind.Client)?.SetStatus(ActivityStatusCode.Error);
        return call?.SetTag("databricks.workspace", workspace).SetTag("http.request.method", operation.Method.Method);
    }

    /// <summary>From here on an attempt is on its way: what lies before is the wait for its turn in the call budget.</summary>
    internal static void Admitted(Activity? call) => call?.AddEvent(new ActivityEvent("admitted"));

    /// <param name="call">Null where nothing listens.</param>
    /// <param name="status">Null where no answer arrived.</param>
    internal static void Attempted(Activity? call, int? status)
    {
        if (call is not null)
        {
            call.AddEvent(new ActivityEvent("attempted", tags: new ActivityTagsCollection { { "http.response.status_code", status } }));
            call.SetTag("http.response.status_code", status);
        }
    }

    internal static void Succeeded(Activity? call) => call?.SetStatus(ActivityStatusCode.Unset);

    internal static void Failed(Activity? call, DatabricksErrorKind failure) => call?.SetTag("error.type", failure.ToString());
}
