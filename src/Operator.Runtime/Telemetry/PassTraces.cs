using System.Diagnostics;
using Operator.Runtime.Client;

namespace Operator.Runtime.Telemetry;

/// <summary>
/// One trace for each pass, and in it a span for each call to the API server. Where nothing listens nothing is made. A span names the object and the resource;
/// no query, no body and no message of an error.
/// </summary>
public static class PassTraces
{
    public const string SourceName = "databricks-operator.passes";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>The root of the trace of a pass, whatever the worker that runs it was started from; ended by disposing it.</summary>
    internal static Activity? Begin(string kind, ObjectKey key)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        Activity.Current = null;
        var pass = Source.StartActivity($"reconcile {kind}");
        return pass?.SetTag("k8s.resource.kind", kind).SetTag("k8s.namespace.name", key.Namespace).SetTag("k8s.resource.name", key.Name);
    }

    /// <param name="pass">Null where nothing listens.</param>
    /// <param name="outcome">As in the metric of passes.</param>
    /// <param name="hasFailed">Whether it comes back because of a failure.</param>
    internal static void Conclude(Activity? pass, string outcome, bool hasFailed) =>
        pass?.SetTag("databricks_operator.outcome", outcome).SetStatus(hasFailed ? ActivityStatusCode.Error : ActivityStatusCode.Unset);

    /// <summary>A call to the API server. Only within a pass: the lease, lists and watches are no part of any.</summary>
    internal static Activity? Call(HttpMethod method, string pathAndQuery)
    {
        if (Activity.Current is not { IsStopped: false } pass || pass.Source != Source)
        {
            return null;
        }

        // Failed until it is answered: it may also end by a connection that breaks, or with its pass.
        return Source.StartActivity($"{method} {ResourceOf(pathAndQuery)}", ActivityKind.Client)?.SetStatus(ActivityStatusCode.Error);
    }

    internal static void Answered(Activity? call, int status) => call?.SetTag("http.response.status_code", status)
        .SetStatus(status is >= 200 and < 300 ? ActivityStatusCode.Unset : ActivityStatusCode.Error);

    /// <summary>The resource and subresource of a path such as <c>apis/GROUP/VERSION/namespaces/NAMESPACE/RESOURCE/NAME/SUBRESOURCE</c>.</summary>
    private static string ResourceOf(string pathAndQuery)
    {
        var parts = pathAndQuery.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        var rest = parts.AsSpan(Math.Min(parts.Length, parts is ["api", ..] ? 2 : 3));
        rest = rest is ["namespaces", _, _, ..] ? rest[2..] : rest;
        return rest switch
        {
            [var resource, _, var subresource, ..] => $"{resource}/{subresource}",
            [var resource, ..] => resource,
            _ => "",
        };
    }
}
