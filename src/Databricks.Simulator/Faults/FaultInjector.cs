using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Faults;

internal sealed class FaultInjector(TimeProvider time)
{
    /// <summary>Waits for hangs and latency; then the answer to give in place of the real one, or null to go on.</summary>
    public async Task<ApiResponse?> ApplyAsync(IEnumerable<PlannedFault> hits, FaultTiming timing, CancellationToken cancellationToken)
    {
        foreach (var hit in hits.Where(hit => hit.Fault.When == timing))
        {
            switch (hit.Fault.Kind)
            {
                case FaultKind.Hang:
                    await hit.Released.WaitAsync(cancellationToken);
                    break;
                case FaultKind.Latency:
                    await Task.Delay(TimeSpan.FromSeconds(hit.Fault.LatencySeconds), time, cancellationToken);
                    break;
                default:
                    return Answer(hit.Fault);
            }
        }

        return null;
    }

    private static ApiResponse Answer(Fault fault)
    {
        var answer = fault.Kind switch
        {
            FaultKind.Reset => ApiResponse.Reset,
            FaultKind.Html => ApiResponse.Html(fault.Status, fault.Message),
            FaultKind.Empty => ApiResponse.Empty(fault.Status),
            _ => fault.Body is { } body
                ? ApiResponse.Json((JsonObject)body.DeepClone(), fault.Status)
                : ApiResponse.Error(fault.Status, fault.ErrorCode, fault.Message),
        };
        return answer with { RetryAfter = fault.RetryAfter };
    }
}
