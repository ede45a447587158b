using System.Diagnostics.Metrics;
using System.Globalization;
using Operator.Databricks.Errors;
using Operator.Databricks.Operations;

namespace Operator.Databricks.Http;

/// <summary>What is measured about calls. Labels are closed sets: operation, outcome, status; never an id or a workspace.</summary>
internal static class CallMetrics
{
    public const string MeterName = "databricks-operator";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "databricks.api.requests", "{request}", "HTTP requests sent to workspaces, retries included.");

    private static readonly Histogram<double> Calls = Meter.CreateHistogram<double>(
        "databricks.api.call.duration", "s", "Calls to workspaces, with waiting and retries, until their final outcome.");

    public static void Attempted(Operation operation, int? status) =>
        Requests.Add(1, Tag("operation", operation.Name), Tag("status", status?.ToString(CultureInfo.InvariantCulture) ?? "none"));

    public static void Ended(Operation operation, DatabricksErrorKind? failure, TimeSpan elapsed) =>
        Calls.Record(elapsed.TotalSeconds, Tag("operation", operation.Name), Tag("outcome", failure?.ToString() ?? "Success"));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
