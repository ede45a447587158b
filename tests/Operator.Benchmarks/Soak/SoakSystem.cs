using Databricks.Simulator.Hosting;
using Operator.Benchmarks.Fleets;
using Operator.Benchmarks.Processes;

namespace Operator.Benchmarks.Soak;

/// <summary>A namespace with a workspace, objects of every kind, and the operator, which reaches the API server through a relay.</summary>
internal sealed class SoakSystem : IAsyncDisposable
{
    private const string Namespace = "soak";

    /// <summary>The limits that a workspace has when it names none.</summary>
    private const string Limits = "{}";

    /// <summary>What somebody writes into a notebook is found within so long; with the usual ten minutes most of the soak would be waiting for that.</summary>
    private const string RecheckSeconds = "60";

    private readonly SimulatedWorkspace workspace;
    private OperatorProcess? process;

    private SoakSystem(ControlPlane plane, SimulatedWorkspace workspace, int objects)
    {
        (Plane, this.workspace) = (plane, workspace);
        Relay = new ConnectionRelay(plane.Connection.BaseUri);
        Fleets = [.. FleetKind.All.Select(kind => new Fleet(plane, kind, Namespace, $"soak-{kind.Name}", objects / FleetKind.All.Count, workspace.Job))];
    }

    public ControlPlane Plane { get; }

    public ConnectionRelay Relay { get; }

    /// <summary>One for each kind.</summary>
    public IReadOnlyList<Fleet> Fleets { get; }

    public int Objects => Fleets.Sum(fleet => fleet.Names.Count);

    public Workspace Workspace => workspace.Control;

    /// <summary>The id of the job that all runs are of, which is no object's.</summary>
    public string SharedJob => workspace.Job;

    /// <summary>Runs of objects that were deleted: the workspace keeps a record of them, as Databricks does.</summary>
    public int RetiredRuns { get; set; }

    public OperatorProcess Operator => process ?? throw new InvalidOperationException("The operator has not been started.");

    /// <summary>The last lines of the operator's log.</summary>
    public string Log => process?.Log ?? "";

    public static async Task<SoakSystem> StartAsync(ControlPlane plane, string program, int objects, TimeProvider time, CancellationToken cancellationToken)
    {
        await Tenant.CreateNamespaceAsync(plane, Namespace, cancellationToken);
        var system = new SoakSystem(plane, await SimulatedWorkspace.StartAsync(time, cancellationToken), objects);
        await Tenant.CreateWorkspaceAsync(plane, Namespace, system.workspace.Url, Limits, cancellationToken);
        foreach (var fleet in system.Fleets)
        {
            await fleet.CreateAsync(cancellationToken);
        }

        var kubeconfig = $"{plane.Kubeconfig}-relayed";
        var text = await File.ReadAllTextAsync(plane.Kubeconfig, cancellationToken);
        await File.WriteAllTextAsync(
            kubeconfig, text.Replace(plane.Connection.BaseUri.Authority, system.Relay.Address, StringComparison.Ordinal), cancellationToken);
        system.process = OperatorProcess.Start(program, kubeconfig, Namespace, ("OPERATOR__RECHECKSECONDS", RecheckSeconds));
        return system;
    }

    public Task RotateTokenAsync(string token, CancellationToken cancellationToken) => Tenant.PatchTokenAsync(Plane, Namespace, token, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        await Relay.DisposeAsync();
        await workspace.DisposeAsync();
    }
}
