namespace Operator.IntegrationTests.Harness;

/// <summary>The operator at work on one namespace, wherever it runs.</summary>
public abstract class RunningOperator(NamespacedKubectl? kubectl) : IAsyncDisposable
{
    public abstract string Log { get; }

    /// <summary>Waits until a cluster, or those of a selector (<c>--all</c>, <c>-l=…</c>), are Ready; a failure shows the operator's log.</summary>
    public async Task ReadyAsync(string name, TimeSpan? within = null)
    {
        var target = name.StartsWith('-') ? new[] { "databricksclusters", name } : [$"databrickscluster/{name}"];
        try
        {
            await kubectl!.RunAsync(["wait", "--for=condition=Ready", .. target, $"--timeout={(within ?? TimeSpan.FromSeconds(60)).TotalSeconds:0}s"]);
        }
        catch (InvalidOperationException exception)
        {
            Assert.Fail($"{exception.Message}\n{await kubectl!.RunAsync("get", "databricksclusters", "-o", "yaml")}\n{Log}");
        }
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>
    /// Watches one namespace, with quick timings so that tests need not wait; everything else is as by default. So is the lease: a short one is lost on a machine
    /// that is busy for a moment.
    /// </summary>
    /// <param name="kubectl">Where.</param>
    /// <param name="workspace">The default workspace; null for none.</param>
    /// <param name="observeSeconds">Between looks at the workspace.</param>
    /// <param name="token">The credential for the workspace.</param>
    /// <param name="kubeconfig">Whose identity; the cluster's administrator unless told.</param>
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
            ["OPERATOR__OBSERVESECONDS"] = $"{observeSeconds}",
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
