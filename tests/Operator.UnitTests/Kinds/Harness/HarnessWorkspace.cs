using System.Collections.Concurrent;
using Databricks.Simulator.Faults;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Operator.Databricks;
using Operator.Databricks.Authentication;
using Operator.Databricks.Http;
using Operator.Options;
using Operator.UnitTests.Simulator;
using Operator.Workspaces;

namespace Operator.UnitTests.Kinds.Harness;

/// <summary>The workspace's side of a test: a simulator in this process. It outlives the operator's.</summary>
internal sealed class HarnessWorkspace : IAsyncDisposable
{
    /// <summary>No call is repeated: each failure reaches the pass.</summary>
    private static readonly CallTimeouts Timeouts = new() { MaxRetries = 0 };

    private readonly SimulatedWorkspace simulated;
    private readonly HarnessOptions options;
    private readonly WorkspaceHost host;
    private readonly ConcurrentDictionary<string, Func<Task>> beforeEffect = new();
    private readonly ConcurrentDictionary<string, Func<Task>> afterEffect = new();
    private long forgotten;

    private HarnessWorkspace(SimulatedWorkspace simulated, HarnessOptions options)
    {
        (this.simulated, this.options) = (simulated, options);
        Time = options.HasTwoClocks ? new FakeTimeProvider(new DateTimeOffset(2026, 3, 9, 12, 0, 0, TimeSpan.Zero)) : simulated.Time;
        Assert.True(WorkspaceHost.TryParse(simulated.Client.BaseAddress!.GetLeftPart(UriPartial.Authority), true, out var address, out var reason), reason);
        host = address;
        Remote.Gates.BeforeEffect = call =>
        {
            Called(call.Operation);
            return beforeEffect.TryRemove(call.Operation, out var step) ? step() : Task.CompletedTask;
        };
        Remote.Gates.AfterEffect = call => afterEffect.TryRemove(call.Operation, out var step) ? step() : Task.CompletedTask;
    }

    /// <summary>What is there, as everybody but the operator sees and changes it.</summary>
    public Workspace Remote => simulated.Workspace;

    /// <summary>The operator's clock; the workspace's as well unless a test has two.</summary>
    public FakeTimeProvider Time { get; }

    /// <summary>Hears of every call when it comes in.</summary>
    public Action<string> Called { get; set; } = _ => { };

    /// <summary>Since <see cref="Forget"/>, in order.</summary>
    public IReadOnlyList<JournalEntry> Calls => Remote.Journal.After(forgotten);

    /// <summary>The calls that were meant to change something.</summary>
    public IReadOnlyList<string> Changes => [.. Calls.Where(call => call.Mutating).Select(call => call.Operation)];

    public static async Task<HarnessWorkspace> StartAsync(HarnessOptions options) => new(await SimulatedWorkspace.StartAsync(options.Workspace), options);

    /// <summary>How often an operation was called since the beginning.</summary>
    public int CountOf(string operation) => Remote.Journal.Of(operation).Count;

    /// <summary>How often one has taken effect.</summary>
    public int Effects(string operation) => Remote.Journal.Of(operation).Count(call => call.Executed);

    /// <summary>In place of the workspace that the program's environment names.</summary>
    public void Register(IServiceCollection services) => services.AddSingleton(provider =>
    {
        var client = new WorkspaceClientOptions
        {
            Host = host,
            TokenSource = new StaticTokenSource(new Secret(WorkspaceOptions.DefaultToken)),
            ApiVersions = options.Versions,
            Timeouts = Timeouts,
            Limits = options.Limits,
            SendPermit = provider.GetRequiredService<WriteFencePermit>(),
        };
        var clock = new WaitingClock(provider.GetRequiredService<TimeProvider>(), Pass);
        return new EnvironmentWorkspace(WorkspaceClientFactory.Create(client, clock), [OperatorOptions.All]);
    });

    /// <summary>The next such call works, and its reply is lost: at once, or when the client has waited for it as long as it ever does.</summary>
    public void LoseReply(string operation, bool slowly)
    {
        if (slowly)
        {
            afterEffect[operation] = HangAsync;
        }
        else
        {
            Remote.Faults.Add(Fault.Reset(operation).AfterEffect());
        }
    }

    /// <summary>The next such call gets nowhere, until the client gives it up.</summary>
    public void Hang(string operation) => beforeEffect[operation] = HangAsync;

    /// <summary>The next such call takes its time, and works.</summary>
    public void Delay(string operation, TimeSpan time) => Before(operation, () => Pass(time));

    /// <summary>Something happens just before the next such call.</summary>
    public void Before(string operation, Action happens) => Before(operation, () =>
    {
        happens();
        return Task.CompletedTask;
    });

    /// <summary>The same for what takes calls of its own.</summary>
    public void Before(string operation, Func<Task> happens) => beforeEffect[operation] = happens;

    /// <summary>The next such call works, and its reply is held back. Ends when it has worked.</summary>
    public Task HoldReply(string operation)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        afterEffect[operation] = () =>
        {
            reached.SetResult();
            return Never();
        };
        return reached.Task;
    }

    /// <summary>Lets time pass everywhere.</summary>
    public void Pass(TimeSpan time)
    {
        Time.Advance(time);
        if (Time != simulated.Time)
        {
            simulated.Time.Advance(time);
        }
    }

    public void Forget() => forgotten = Remote.Journal.LastSequence;

    public ValueTask DisposeAsync() => simulated.DisposeAsync();

    private Task HangAsync()
    {
        Pass(Timeouts.Attempt + TimeSpan.FromSeconds(1));
        return Never();
    }

    /// <summary>The call ends when its caller goes away.</summary>
    private static Task Never() => new TaskCompletionSource().Task;
}
