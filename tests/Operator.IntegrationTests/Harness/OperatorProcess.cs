namespace Operator.IntegrationTests.Harness;

/// <summary>The program as it is shipped, in a process of its own, so that it can be killed like one.</summary>
public sealed class OperatorProcess : RunningOperator
{
    /// <summary>For the successor of a process that was killed: it need not wait until the lease runs out.</summary>
    public static readonly IReadOnlyDictionary<string, string> WithoutElection =
        new Dictionary<string, string> { ["OPERATOR__LEADERELECTION__ENABLED"] = "false" };

    private readonly ChildProcess process;

    private OperatorProcess(ChildProcess process, NamespacedKubectl? kubectl)
        : base(kubectl) => this.process = process;

    /// <summary>The file that <c>dotnet</c> runs.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "databricks-operator.dll");

    public override string Log => string.Join('\n', process.Lines) + process.Errors;

    /// <inheritdoc cref="RunningOperator.Variables"/>
    public static OperatorProcess Start(
        NamespacedKubectl kubectl,
        Uri? workspace,
        int observeSeconds = 2,
        string token = "dapi-simulator",
        string? kubeconfig = null,
        IReadOnlyDictionary<string, string>? further = null) =>
        new(Run(Variables(kubectl, workspace, observeSeconds, token, kubeconfig, further)), kubectl);

    /// <summary>The program with just this environment and these arguments.</summary>
    public static OperatorProcess Start(IReadOnlyDictionary<string, string> environment, params string[] arguments) => new(Run(environment, arguments), null);

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public void Kill() => process.Kill();

    /// <summary>SIGTERM: as Kubernetes stops a container.</summary>
    public void Terminate() => process.Terminate();

    /// <summary>Its exit code, once it has ended.</summary>
    public Task<int> WaitAsync(CancellationToken cancellationToken) => process.WaitAsync(cancellationToken);

    public override ValueTask DisposeAsync() => process.DisposeAsync();

    private static ChildProcess Run(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        ChildProcess.Start("dotnet", [Program, .. arguments], environment);
}
