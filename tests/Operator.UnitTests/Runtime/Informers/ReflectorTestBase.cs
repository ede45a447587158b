using Microsoft.Extensions.Logging.Abstractions;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Informers;

/// <summary>An informer of widgets whose API server answers as the test lays it out, by a clock that the test moves on.</summary>
public abstract class ReflectorTestBase : IAsyncLifetime
{
    private protected static readonly ReflectorOptions Options = new()
    {
        BackoffBase = TimeSpan.FromSeconds(10),
        BackoffMaximum = TimeSpan.FromSeconds(160),
        SilenceTimeout = TimeSpan.FromSeconds(150),
    };

    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private ApiServerConnection connection = null!;

    private protected ReflectorServer Server { get; } = new();

    private protected SteppedClock Clock { get; } = new() { Ignored = TimeSpan.FromSeconds(150) };

    private protected List<string> Seen { get; } = [];

    private protected Informer<Widget> Informer { get; private set; } = null!;

    private protected Task Running { get; private set; } = Task.CompletedTask;

    public ValueTask InitializeAsync()
    {
        connection = new ApiServerConnection(new() { Host = "http://stub" }, Clock, Server.Server) { RequestTimeout = Options.SilenceTimeout };
        Informer = new Informer<Widget>(
            new ResourceClient<Widget>(connection, new EntitySerializer()), [], Options, Clock, NullLogger<Informer<Widget>>.Instance);
        Informer.Subscribe(change => Seen.Add($"{(change.New is null ? "-" : "+")}{change.Key.Name}"));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Running;
        Server.Dispose();
        connection.Dispose();
        stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets the loop go on until it has got there; what it waits for has happened already.</summary>
    private protected static async Task Eventually(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private protected async Task StartAsync(int requests)
    {
        Running = Informer.RunAsync(stop.Token);
        await RequestsAsync(requests);
    }

    private protected async Task RequestsAsync(int requests)
    {
        for (var request = 0; request < requests; request++)
        {
            await Server.Server.NextAsync();
        }
    }

    /// <summary>Waits until the loop pauses, lets that time pass, and waits for what it asks next. Returns how long it paused.</summary>
    private protected async Task<TimeSpan> PassAsync(int requests)
    {
        var pause = await Clock.NextWaitAsync();
        Clock.Advance(pause);
        await RequestsAsync(requests);
        return pause;
    }
}
