using Databricks.Simulator.Journal;
using Operator.Benchmarks.Fleets;
using Operator.Benchmarks.Processes;

namespace Operator.Benchmarks.Phases;

/// <summary>Starts what is measured, for the objects of a fleet and the workspace that they are to be in.</summary>
internal delegate MeasuredProcess Launch(Fleet fleet, SimulatedWorkspace workspace);

/// <summary>A namespace with a workspace, a fleet in it, and the operator, which each phase does something to.</summary>
internal sealed class SystemUnderTest : IAsyncDisposable
{
    /// <summary>Longer than the pause after which the operator looks again at what it has created.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan QuietLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(5);

    private readonly Launch launch;
    private readonly string @namespace;
    private readonly SimulatedWorkspace workspace;
    private readonly Poll poll;
    private MeasuredProcess? process;

    private SystemUnderTest(ControlPlane plane, Launch launch, string @namespace, SimulatedWorkspace workspace, Fleet fleet, TimeProvider time)
    {
        (Plane, this.launch, this.@namespace, this.workspace, Fleet, Time) = (plane, launch, @namespace, workspace, fleet, time);
        poll = new Poll(time);
        Watch = fleet.Watch(time, CancellationToken.None);
    }

    public ControlPlane Plane { get; }

    public Fleet Fleet { get; }

    /// <summary>Of all objects of the kind in the namespace.</summary>
    public ReadinessWatch Watch { get; }

    public RequestJournal Journal => workspace.Journal;

    public TimeProvider Time { get; }

    /// <summary>The last lines of the operator's log.</summary>
    public string Log => process?.Log ?? "";

    public MeasuredProcess Operator => process ?? throw new InvalidOperationException("The operator has not been started.");

    /// <summary>With all objects there, and no operator yet.</summary>
    public static async Task<SystemUnderTest> PrepareAsync(
        ControlPlane plane, Launch launch, Scenario scenario, string @namespace, int count, TimeProvider time, CancellationToken cancellationToken)
    {
        await Tenant.CreateNamespaceAsync(plane, @namespace, cancellationToken);
        var workspace = await SimulatedWorkspace.StartAsync(time, cancellationToken);
        await Tenant.CreateWorkspaceAsync(plane, @namespace, workspace.Url, scenario.Limits, cancellationToken);
        var fleet = new Fleet(plane, scenario.Kind, @namespace, @namespace, count, workspace.Job);
        await fleet.CreateAsync(cancellationToken);
        return new SystemUnderTest(plane, launch, @namespace, workspace, fleet, time);
    }

    /// <summary>Further objects of the kind, in the same namespace.</summary>
    public Fleet Further(string prefix) => new(Plane, Fleet.Kind, @namespace, prefix, Fleet.Names.Count, workspace.Job);

    /// <returns>When it was started.</returns>
    public long Start()
    {
        var started = Time.GetTimestamp();
        process = launch(Fleet, workspace);
        return started;
    }

    public double PerObject(double total) => total / Fleet.Names.Count;

    public Task<ApiServerCounts> WritesAsync(CancellationToken cancellationToken) =>
        ApiServerCounts.ReadAsync(Plane, Fleet.Kind.Plural, cancellationToken);

    public ProcessorTimes Processor() => ProcessorTimes.Read(Operator.Use().Processor, Plane.Processor);

    /// <summary>Until the workspace has not been called for a while.</summary>
    public Task RestedAsync(CancellationToken cancellationToken) => poll.UntilQuietAsync(() => Journal.LastSequence, Quiet, QuietLimit, cancellationToken);

    public Task WaitAsync(Func<bool> holds, string what, TimeSpan limit, CancellationToken cancellationToken) => poll.UntilAsync(
        () =>
        {
            Watch.ThrowIfEnded();
            Operator.Use();
            return holds();
        },
        what,
        limit,
        Often,
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        await Watch.DisposeAsync();
        await workspace.DisposeAsync();
    }
}
