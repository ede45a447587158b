using System.Diagnostics;
using Operator.IntegrationTests.Harness;

namespace Operator.Benchmarks.Processes;

/// <summary>The operator of ClientGo/main.go, which ours is compared with, in a process of its own.</summary>
internal sealed class ClientGoOperator : MeasuredProcess
{
    private ClientGoOperator(ProcessStartInfo start, string document)
        : base(start) => Write(document);

    /// <summary>Builds it when that has not been done, or not since its source has changed: minutes.</summary>
    /// <returns>Where it is.</returns>
    public static Task<string> BuildAsync(CancellationToken cancellationToken) =>
        Shell.RunAsync(cancellationToken, Repository.File("hack", "control-plane.sh"), "client-go");

    /// <param name="program">As <see cref="BuildAsync"/> has returned it.</param>
    /// <param name="kubeconfig">Of the API server.</param>
    /// <param name="document">Which objects it is for, and what it calls.</param>
    public static ClientGoOperator Start(string program, string kubeconfig, string document)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true };
        start.Environment["KUBECONFIG"] = kubeconfig;
        return new ClientGoOperator(start, document);
    }
}
