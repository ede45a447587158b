namespace Operator.IntegrationTests.Harness;

/// <summary>The operator at work on one namespace, wherever it runs.</summary>
public abstract class RunningOperator(NamespacedKubectl? kubectl) : IAsyncDisposable
{
    public abstract string Log { get; }

    /// <summary>Waits until a cluster is Ready; a failure shows the operator's log.</summary>
    public Task<string> ReadyAsync(string cluster, TimeSpan? within = null) => Eventually.ReachesAsync(
        _ => kubectl!.ConditionAsync("databricksclusters", cluster, "Ready"),
        shown => shown.StartsWith("True", StringComparison.Ordinal),
        $"{cluster} to be Ready",
        within ?? TimeSpan.FromSeconds(60),
        shown => $"{shown}\n{Log}");

    /// <summary>Waits until all clusters with a label are Ready, with one list for each look.</summary>
    /// <param name="label">A selector; empty for all clusters.</param>
    /// <param name="within">How long at most.</param>
    public Task<IReadOnlyList<string>> AllReadyAsync(string label, TimeSpan within) => Eventually.ReachesAsync(
        _ => kubectl!.ConditionsOfAllAsync("databricksclusters", label, "Ready"),
        shown => shown.Count > 0 && shown.All(one => one.StartsWith("True", StringComparison.Ordinal)),
        $"all clusters {label} to be Ready",
        within,
        shown => $"{string.Join('\n', shown.Where(one => !one.StartsWith("True", StringComparison.Ordinal)).Take(20))}\n{Log}",
        TimeSpan.FromMilliseconds(500));

    public abstract ValueTask DisposeAsync();

    /// <summary>
    /// Watches one namespace, with quick timings so that tests need not wait; everything else is as by default. So is the lease: a short one is lost on a
    /// machine that is busy for a moment.
    /// </summary>
    /// <param name="kubectl">Where.</param>
    /// <param name="workspace">The default workspace; null for none.</param>
    /// <param name="observeSeconds">Between looks at the workspace.</param>
    /// <param name="token">The credential for the workspace.</param>
    /// <param name="kubeconfig">Whose identity; the cluster's administrator by default.</param>
    /// <param name="further">Further variables, which win.</param>
    protected static Dictionary<string, string> Variables(
        NamespacedKubectl kubectl, Uri? workspace, int observeSeconds, string token, string? kubeconfig, IReadOnlyDictionary<string, string>? further)
    {
        var environment = new Dictionary<string, string>
        {
            ["KUBECONFIG"] = kubeconfig ?? kubectl.Kubeconfig,
            ["OPERATOR__WATCHNAMESPACES"] = kubectl.Namespace,
            ["OPERATOR__LEADERELECTION__LEASENAMESPACE"] = kubectl.Namespace,
            ["OPERATOR__TRANSITIONSECONDS"] = "1",
            ["OPERATOR__OBSERVATIONPERIODSECONDS"] = $"{observeSeconds}",
            ["OPERATOR__RECHECKSECONDS"] = "10",
            ["OPERATOR__CREATEGRACESECONDS"] = "1",
            ["OPERATOR__LISTEN"] = "http://127.0.0.1:0",
            ["OPERATOR__ALLOWINSECUREHOSTS"] = "true",
            ["OPERATOR__LOGLEVEL"] = "Debug",
        };
        if (workspace is not null)
        {
            environment["DATABRICKS_HOST"] = workspace.ToString();
            environment["DATABRICKS_TOKEN"] = token;
        }

        foreach (var (name, value) in further ?? new Dictionary<string, string>())
        {
            environment[name] = value;
        }

        return environment;
    }
}
