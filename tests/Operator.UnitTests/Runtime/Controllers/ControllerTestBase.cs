using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Operator.Runtime.Client;
using Operator.Runtime.Controllers;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Controllers;

/// <summary>A controller of widgets that records its passes, on an API server in memory.</summary>
public abstract class ControllerTestBase : IAsyncLifetime
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ControllerMetrics metrics;

    private protected FakeTimeProvider Time { get; } = new();

    private protected WidgetEngine Engine { get; }

    private protected RecordingController Recorded { get; } = new();

    private protected Controller<Widget> Controller { get; }

    private protected CancellationTokenSource Stopping { get; } = new();

    private protected CancellationTokenSource Abort { get; } = new();

    private protected Task Running { get; private set; } = Task.CompletedTask;

    protected ControllerTestBase()
    {
        Engine = new WidgetEngine(Time);
        metrics = new ControllerMetrics(services.GetRequiredService<IMeterFactory>());
        var passes = new PassRunner<Widget>(
            Engine.Informer, Recorded, [new("ours", Recorded)], Engine.StatusWriter, Engine.FinalizerWriter, new SilentReporter(), Time);
        Controller = new Controller<Widget>(
            Engine.Informer, passes, new ControllerOptions { Workers = 4 }, metrics, Time, NullLogger<Controller<Widget>>.Instance);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await Stopping.CancelAsync();
        await Abort.CancelAsync();
        await Running;
        Controller.Dispose();
        metrics.Dispose();
        Engine.Dispose();
        await services.DisposeAsync();
        Stopping.Dispose();
        Abort.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected void Start() => Running = Controller.RunAsync(Stopping.Token, Abort.Token);

    private protected async Task<Widget> StartWithAsync(Widget widget)
    {
        var created = Engine.Create(widget);
        Start();
        Assert.Equal(created.Metadata.Name, await NameOfNextAsync());
        await SettledAsync();
        return created;
    }

    private protected async Task<string> NameOfNextAsync() => (await Recorded.NextAsync()).Split(' ')[1];

    /// <summary>Until no pass is under way and none is due.</summary>
    private protected async Task SettledAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (Controller.Queue.ActiveCount > 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class SilentReporter : IMalformedObjectReporter<Widget>
    {
        public Task ReportAsync(MalformedObject undecodable, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
