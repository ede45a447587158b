using Operator.Benchmarks.Fleets;
using Operator.Benchmarks.Processes;

namespace Operator.Benchmarks.Phases;

/// <summary>A namespace, a workspace and its jobs, many times over; one operator for all of them.</summary>
internal sealed class ManyWorkspaces : IAsyncDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan QuietLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(20);

    private readonly ControlPlane plane;
    private readonly ScaleScenario scenario;
    private readonly Poll poll;
    private readonly List<SimulatedWorkspace> workspaces = [];
    private readonly List<Fleet> fleets = [];
    private OperatorProcess? process;

    private ManyWorkspaces(ControlPlane plane, ScaleScenario scenario, TimeProvider time)
    {
        (this.plane, this.scenario, Time) = (plane, scenario, time);
        poll = new Poll(time);
        Watch = ReadinessWatch.Open(plane, $"apis/databricks-operator.io/v1alpha1/{ScaleScenario.Kind.Plural}", time, CancellationToken.None);
    }

    public TimeProvider Time { get; }

    /// <summary>Of the jobs of all namespaces: their names differ.</summary>
    public ReadinessWatch Watch { get; }

    public OperatorProcess Operator => process ?? throw new InvalidOperationException("The operator has not been started.");

    /// <summary>The last lines of the operator's log.</summary>
    public string Log => process?.Log ?? "";

    public long Calls => workspaces.Sum(workspace => workspace.Journal.LastSequence);

    /// <summary>The jobs of the slow workspace.</summary>
    public Fleet Slow => fleets[0];

    public IReadOnlyList<Fleet> Others => fleets[1..];

    public static async Task<ManyWorkspaces> PrepareAsync(ControlPlane plane, ScaleScenario scenario, TimeProvider time, CancellationToken cancellationToken)
    {
        var system = new ManyWorkspaces(plane, scenario, time);
        for (var number = 0; number < scenario.Workspaces; number++)
        {
            await system.AddAsync($"scale-{number}", cancellationToken);
        }

        system.workspaces[0].Delay(ScaleScenario.Latency);
        return system;
    }

    public long Start(string program)
    {
        var started = Time.GetTimestamp();
        process = OperatorProcess.Start(program, plane.Kubeconfig, "");
        return started;
    }

    public Task<long> PassesAsync(CancellationToken cancellationToken) => OperatorPasses.ReadAsync(Operator, ScaleScenario.Kind.Kind, cancellationToken);

    public Task<ApiServerCounts> WritesAsync(CancellationToken cancellationToken) =>
        ApiServerCounts.ReadAsync(plane, ScaleScenario.Kind.Plural, cancellationToken);

    /// <summary>Something about one workspace changes that its jobs have to take note of.</summary>
    public Task ChangeWorkspaceAsync(Fleet fleet, CancellationToken cancellationToken) =>
        Tenant.PatchWorkspaceAsync(plane, fleet.Namespace, """{"spec":{"limits":{"requestsPerSecond":999}}}""", cancellationToken);

    public bool IsReady(Fleet fleet) => fleet.Names.All(name => Watch.IsReadyAt(name, 1));

    public Task RestedAsync(CancellationToken cancellationToken) => poll.UntilQuietAsync(() => Calls, Quiet, QuietLimit, cancellationToken);

    public Task WaitAsync(Func<bool> holds, string what, CancellationToken cancellationToken) => poll.UntilAsync(
        () =>
        {
            Watch.ThrowIfEnded();
            Operator.Use();
            return holds();
        },
        what,
        scenario.Patience,
        Often,
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        await Watch.DisposeAsync();
        foreach (var workspace in workspaces)
        {
            await workspace.DisposeAsync();
        }
    }

    private async Task AddAsync(string name, CancellationToken cancellationToken)
    {
        await Tenant.CreateNamespaceAsync(plane, name, cancellationToken);
        var workspace = await SimulatedWorkspace.StartAsync(Time, cancellationToken);
        workspaces.Add(workspace);
        await Tenant.CreateWorkspaceAsync(plane, name, workspace.Url, ScaleScenario.Limits, cancellationToken);
        var fleet = new Fleet(plane, ScaleScenario.Kind, name, name, scenario.ObjectsEach, workspace.Job);
        fleets.Add(fleet);
        await fleet.CreateAsync(cancellationToken);
    }
}
