using Operator.Databricks.Errors;
using Operator.Databricks.Http;

namespace Operator.Telemetry;

/// <summary>Measures the calls to one workspace and logs when it stops and starts being usable.</summary>
internal sealed class ObservedCalls(string workspace, CallMetrics metrics, WorkspaceAvailability availability) : ICallObserver
{
    public void Waited(CallPriority priority, TimeSpan elapsed) => metrics.Waited(workspace, priority, elapsed);

    public void Attempted(string operation, int? status) => metrics.Attempted(workspace, operation, status);

    public void Ended(string operation, DatabricksError? failure, TimeSpan elapsed)
    {
        metrics.Ended(operation, failure?.Kind, elapsed);
        availability.Ended(failure);
    }
}
