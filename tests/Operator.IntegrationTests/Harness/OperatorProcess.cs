namespace Operator.IntegrationTests.Harness;

/// <summary>The program as it is shipped, in a process of its own, so that it can be killed like one.</summary>
public sealed class OperatorProcess : IAsyncDisposable
{
    /// <summary>For the successor of a process that was killed: it need not wait until the lease runs out.</summary>
    public static readonly IReadOnlyDictionary<string, string> WithoutElection = new Dictionary<string, string> { ["OPERATOR__LEADERELECTION__ENABLED"] = "false" };

    private readonly ChildProcess process;
    private readonly NamespacedKubectl? kubectl;

    private OperatorProcess(ChildProcess process, NamespacedKubectl? kubectl)
    {
        this.process = process;
        this.kubectl = kubectl;
    }

    public string Log => string.Join('\n', process.Lines) + process.Errors;

    /// <summary>
    /// Watches one namespace, with quick timings so that tests need not wait; everything else is as by default. So is the lease: a short one is lost on a machine
    /// that is busy for a moment.
    /// </summary>
    /// <param name="kubectl">Where; the operator is the cluster's administrator unless <paramref name="kubeconfig"/> says otherwise.</param>
    /// <param name="workspace">The default workspace; null for none.</param>
    /// <param name="observeSeconds">Between looks at the workspace.</param>
    /// <param name="token">The credential for the workspace.</param>
    /// <param name="kubeconfig">Another identity than the administrator's.</param>
    /// <param name="further">Further variables, which win.</param>
    public static OperatorProcess Start(
        NamespacedKubectl kubectl,
        Uri? workspace,
        int observeSeconds = 2,
        string token = "dapi-simulator",
        string? kubeconfig = null,
        IReadOnlyDictionary<string, string>? further = null)
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

        return new OperatorProcess(Run(environment), kubectl);
    }

    /// <summary>The program with just this environment and these arguments.</summary>
    public static OperatorProcess Start(IReadOnlyDictionary<string, string> environment, params string[] arguments) => new(Run(environment, arguments), null);

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

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public void Kill() => process.Kill();

    /// <summary>SIGTERM: as Kubernetes stops a container.</summary>
    public void Terminate() => process.Terminate();

    /// <summary>Its exit code, once it has ended.</summary>
    public Task<int> WaitAsync(CancellationToken cancellationToken) => process.WaitAsync(cancellationToken);

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static ChildProcess Run(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        ChildProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "databricks-operator.dll"), .. arguments], environment);
}
