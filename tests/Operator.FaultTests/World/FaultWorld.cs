using System.Collections.Concurrent;
using Databricks.Simulator.Hosting;
using Microsoft.Extensions.Configuration;
using Operator.FaultTests.Injections;
using Operator.FaultTests.Oracles;
using Operator.Options;

namespace Operator.FaultTests.World;

/// <summary>
/// A workspace, an API server and an operator between them, on one clock that only the world moves: hours take milliseconds. The workspace and the API server
/// outlive the operator's processes.
/// </summary>
internal sealed class FaultWorld : IDisposable
{
    public const string Namespace = "team";
    public const string Host = "https://workspace.example.com";
    public const string Token = "dapi-simulator";
    public const string SecondToken = "dapi-rotated-4711";

    private readonly InMemoryWorkspace workspace;
    private readonly LateEvents late;
    private readonly ConcurrentQueue<Call> calls = new();
    private readonly Processes processes;
    private readonly ArmedFaults faults = new();
    private readonly ConcurrentDictionary<(Side, string Step, string Name), int> counts = new();
    private int inFlight;
    private int hits;
    private volatile bool isArmed;

    public FaultWorld(WorkspaceOptions options, bool isListed)
    {
        var time = new WorldClock(new DateTimeOffset(2026, 3, 9, 8, 0, 0, TimeSpan.Zero));
        (workspace, Time, late) = (new InMemoryWorkspace(options, time), time, new LateEvents(time));
        Clock = isListed ? time : new QuietClock(time);
        Environment = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["DATABRICKS_HOST"] = Host,
            ["DATABRICKS_TOKEN"] = Token,
        }).Build();
        Lag = new ReadLag(time);
        Kubernetes = new KubernetesSide(this);
        Oracles = new OracleSet(this);
        Users = new Users(this);
        Spoken.Hide(Token);
        Spoken.Hide(SecondToken);
        processes = new Processes(this);
        Life.Begin();
    }

    /// <summary>As the chart sets it, but for what a world in one process does not have.</summary>
    public static OperatorOptions Program { get; } = new()
    {
        InstallationId = "prod",
        AllowInsecureHosts = true,
        Workers = 4,
        LeaderElection = new OperatorOptions.LeaderElectionSettings { Enabled = false },
    };

    public WorldClock Time { get; }

    /// <summary>Of the operator's processes.</summary>
    public TimeProvider Clock { get; }

    public IConfiguration Environment { get; }

    public Workspace Remote => workspace.Workspace;

    public KubernetesSide Kubernetes { get; }

    public SpokenRecord Spoken { get; } = new();

    public ReadLag Lag { get; }

    public OracleSet Oracles { get; }

    public Users Users { get; }

    /// <summary>What people have done last.</summary>
    public string Step { get; set; } = "";

    /// <summary>The process that leads.</summary>
    public OperatorLife Life => processes.Leader;

    /// <summary>How many of the injected faults have met their call.</summary>
    public int Hits => Volatile.Read(ref hits);

    /// <summary>The last of them did then.</summary>
    public DateTimeOffset? HitAt { get; private set; }

    public IReadOnlyList<Call> Calls => [.. calls];

    /// <summary>A new connection to the workspace, on which nothing fails.</summary>
    public HttpMessageHandler Connect() => workspace.Connect();

    public Call Begin(Side side, string name, bool isChange, OperatorLife life)
    {
        var step = Step;
        var index = counts.AddOrUpdate((side, step, name), 0, (_, last) => last + 1);
        var call = new Call(side, index, name, isChange, life.Number, step);
        calls.Enqueue(call);
        Oracles.Begun(call, life);
        return call;
    }

    /// <summary>The fault that is meant for this call; it counts as injected from then on.</summary>
    public Fault? FaultOf(Call call)
    {
        if (!isArmed || faults.Take(call, IsBelieved) is not { } fault)
        {
            return null;
        }

        HitAt = Time.GetUtcNow();
        Interlocked.Increment(ref hits);
        return fault;
    }

    /// <summary>That a deleted object is gone needs no proof beyond the workspace's word; docs/reliability.md says so.</summary>
    private bool IsBelieved(Fault fault) =>
        fault.SaysGone && (Step == Scenarios.Step.Deletion || Oracles.Things.Any(thing => thing.IsBeingDeleted(this)));

    /// <summary>The fault meets that call.</summary>
    public void Inject(Injection injection) => faults.Add(injection);

    /// <summary>The fault meets one of the next calls that can go wrong like that; 0 is the very next one.</summary>
    public void InjectNext(Fault fault, int offset) => faults.AddNext(fault, offset);

    /// <summary>No further call goes wrong.</summary>
    public void Heal() => faults.Clear();

    /// <summary>From now on calls are counted, and the fault may come.</summary>
    public void Arm()
    {
        calls.Clear();
        counts.Clear();
        isArmed = true;
    }

    /// <summary>Lets go of what only the test remembers, so that what is left is the operator's.</summary>
    public void Forget()
    {
        calls.Clear();
        Spoken.Forget();
        processes.Forget();
    }

    public Flight Fly()
    {
        Interlocked.Increment(ref inFlight);
        return new Flight(() => Interlocked.Decrement(ref inFlight));
    }

    public void Pass(TimeSpan time) => Time.Advance(time);

    /// <summary>Something happens in the workspace by itself.</summary>
    public void Later(TimeSpan delay, Func<Task> act) => late.Add(delay, act);

    /// <summary>The lease goes to another process, beside which the former one goes on until it notices. Ends once the other one knows what there is.</summary>
    public Task ReplaceAsync() => processes.ReplaceAsync();

    /// <summary>Those that lost the lease have noticed it by now, and end.</summary>
    public void EndFormer() => processes.EndFormer();

    /// <summary>Lets the operator work, and time pass, until what is wanted holds; false when it never does.</summary>
    public async Task<bool> RunUntilAsync(Func<bool> holds, TimeSpan bound)
    {
        var (started, deadline) = (Time.GetUtcNow(), Time.GetUtcNow() + bound);
        while (true)
        {
            await RestAsync();
            if (holds())
            {
                return true;
            }

            if (Time.GetUtcNow() >= deadline)
            {
                return false;
            }

            Pass(Stride.After(Time.GetUtcNow() - started));
        }
    }

    /// <summary>Lets the operator work until nothing is left to do right now.</summary>
    public async Task RestAsync()
    {
        if (Clock == Time)
        {
            // What comes round by itself begins on threads of its own, and would be overtaken by the clock.
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
        }

        for (var round = 0; ; round++)
        {
            // Not in the middle of the call in which a process is killed or deposed: the successor would inherit what belongs to that call.
            processes.BeginSuccessor();
            await late.HappenAsync();
            Kubernetes.Release();
            // The timers first: what they wake is busy by the time that they have fired.
            if (!Time.IsFiring && !Life.IsDead && !Life.IsBusy && Volatile.Read(ref inFlight) == 0)
            {
                return;
            }

            if (round > 400 && round % 50 == 0)
            {
                // It waits for the clock and not for the workspace.
                Pass(TimeSpan.FromSeconds(1));
            }

            AssertEnds(round);
            await Stride.PauseAsync(round);
        }
    }

    public void Dispose()
    {
        processes.Dispose();
        workspace.Dispose();
    }

    /// <summary>Builds the message only when it fails: a sweep has millions of rounds.</summary>
    private void AssertEnds(int round)
    {
        if (round == 20_000)
        {
            Assert.Fail($"A pass does not end. The last calls: {string.Join("; ", Calls.TakeLast(5))}");
        }
    }
}
