namespace Operator.Benchmarks.Processes;

/// <summary>How often the operator has looked at an object of any kind, as it counts itself: each is a worker woken.</summary>
internal static class OperatorPasses
{
    private const string Counted = "databricks_operator_reconciles_total";

    public static async Task<long> ReadAsync(OperatorProcess process, string kind, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler());
        var text = await client.GetStringAsync(process.Metrics, cancellationToken);
        return (long)ExposedMetrics.Of(text, Counted).Where(sample => sample.Label("kind") == kind).Sum(sample => sample.Value);
    }
}
