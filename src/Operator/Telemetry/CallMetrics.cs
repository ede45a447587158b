using System.Diagnostics.Metrics;
using System.Globalization;
using Operator.Databricks.Errors;
using Operator.Databricks.Http;
using Operator.Runtime.Telemetry;

namespace Operator.Telemetry;

/// <summary>What is measured about calls to workspaces.</summary>
internal sealed class CallMetrics : IDisposable
{
    public static readonly MetricDefinition Requests = MetricDefinition.Count(
        "api_requests",
        "HTTP requests sent to a workspace, retries included. Status: that of the answer, or none where no answer arrived.",
        "workspace",
        "operation",
        "status");

    private static readonly MetricDefinition Calls = MetricDefinition.Count(
        "api_calls",
        "Calls that have ended, each with its retries. Outcome: Success, or the kind of the failure. Of all workspaces together.",
        "operation",
        "outcome");

    private static readonly MetricDefinition CallDuration = MetricDefinition.Duration(
        "api_call_duration",
        "Calls with their waits and retries, until their end, whatever it was. Of all workspaces together.",
        "operation");

    private static readonly MetricDefinition BudgetWait = MetricDefinition.Duration(
        "api_budget_wait",
        "How long requests waited for their turn in the workspace's call budget (spec.limits). "
            + "Priority: SharedList, UserEdit, Transition, Observation, Resync.",
        "workspace",
        "priority");

    private readonly Meter meter;
    private readonly Counter<long> requests;
    private readonly Counter<long> calls;
    private readonly Histogram<double> duration;
    private readonly Histogram<double> wait;

    public CallMetrics(IMeterFactory factory)
    {
        meter = factory.Create(OperatorMeter.Name);
        (requests, calls) = (Requests.Counter(meter), Calls.Counter(meter));
        (duration, wait) = (CallDuration.Histogram(meter), BudgetWait.Histogram(meter));
    }

    public static IReadOnlyList<MetricDefinition> Metrics { get; } = [Requests, Calls, CallDuration, BudgetWait];

    public void Waited(string workspace, CallPriority priority, TimeSpan elapsed) =>
        wait.Record(elapsed.TotalSeconds, BudgetWait.Tags(workspace, priority.ToString()));

    public void Attempted(string workspace, string operation, int? status) =>
        requests.Add(1, Requests.Tags(workspace, operation, status?.ToString(CultureInfo.InvariantCulture) ?? "none"));

    public void Ended(string operation, DatabricksErrorKind? failure, TimeSpan elapsed)
    {
        calls.Add(1, Calls.Tags(operation, failure?.ToString() ?? "Success"));
        duration.Record(elapsed.TotalSeconds, CallDuration.Tags(operation));
    }

    public void Dispose() => meter.Dispose();
}
