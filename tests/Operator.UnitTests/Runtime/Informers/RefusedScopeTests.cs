using System.Net;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Informers;

/// <summary>The API server answers, and the answer is no: for one namespace, or for one kind.</summary>
public sealed class RefusedScopeTests : IAsyncLifetime
{
    private static readonly ReflectorOptions Options = new()
    {
        BackoffBase = TimeSpan.FromSeconds(10),
        BackoffMaximum = TimeSpan.FromSeconds(20),
        SilenceTimeout = TimeSpan.FromSeconds(150),
        AbsentAfter = TimeSpan.FromMinutes(1),
    };

    private readonly ScopedApiServer api = new();
    private readonly SteppedClock clock = new() { Ignored = TimeSpan.FromSeconds(150) };
    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly RecordingLogger<Informer<Widget>> log = new();
    private readonly List<string> changes = [];
    private readonly List<string> restored = [];
    private ApiServerConnection connection = null!;
    private Informer<Widget> informer = null!;
    private Task running = Task.CompletedTask;

    public ValueTask InitializeAsync()
    {
        connection = new ApiServerConnection(new() { Host = "http://stub" }, clock, api.Server) { RequestTimeout = Options.SilenceTimeout };
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        api.Dispose();
        connection.Dispose();
        stop.Dispose();
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task Run_OneNamespaceRefused_TheOtherIsSyncedAndServed(HttpStatusCode status)
    {
        api.Put("a", "widget");
        api.Refuse("b", status);

        Start("a", "b");
        await clock.NextWaitAsync();
        await Eventually(() => informer.Store.Count == 1 && informer.HasSynced);

        var refused = Assert.Single(informer.Refused);
        Assert.Equal(("widgets", "b", status), (refused.Kind, refused.Namespace, refused.Status));
        Assert.Null(informer.Store.RefusalOf("a"));
        Assert.NotNull(informer.Store.RefusalOf("b"));
    }

    [Fact]
    public async Task Silence_NamespaceForbiddenForHours_IsShort()
    {
        api.Refuse("b", HttpStatusCode.Forbidden);
        Start("b");

        for (var round = 0; round < 400; round++)
        {
            clock.Advance(await clock.NextWaitAsync());
        }

        await clock.NextWaitAsync();
        Assert.Equal(TimeSpan.Zero, informer.Silence);
        Assert.Equal(TimeSpan.Zero, informer.SinceLastStep);
    }

    [Fact]
    public async Task Run_ForbiddenForLong_IsTriedAgainWithinTheLongestPause()
    {
        api.Refuse("b", HttpStatusCode.Forbidden);
        Start("b");

        for (var round = 0; round < 10; round++)
        {
            var pause = await clock.NextWaitAsync();
            Assert.InRange(pause, TimeSpan.FromSeconds(5), Options.BackoffMaximum);
            clock.Advance(pause);
        }
    }

    [Fact]
    public async Task Run_ForbiddenAfterItWasListed_KeepsTheObjectsAndReportsNoDeletion()
    {
        api.Put("b", "widget");
        api.RefuseWatch("b");
        Start("b");
        var pause = await clock.NextWaitAsync();
        api.Refuse("b", HttpStatusCode.Forbidden);

        for (var round = 0; round < 30; round++)
        {
            clock.Advance(pause);
            pause = await clock.NextWaitAsync();
        }

        Assert.Equal(["+widget"], changes);
        Assert.NotNull(informer.Store.Find(new ObjectKey("b", "widget")));
        Assert.NotNull(informer.Store.RefusalOf("b"));
    }

    [Fact]
    public async Task Run_RightComesBack_RecoversByItselfAndHasItsObjectsLookedAtAgain()
    {
        api.Put("b", "widget");
        api.RefuseWatch("b");
        Start("b");
        var pause = await clock.NextWaitAsync();

        api.Allow("b");
        clock.Advance(pause);
        await Eventually(() => informer.Refused.Count == 0);

        Assert.Null(informer.Store.RefusalOf("b"));
        await Eventually(() => restored.Count > 0);
        Assert.Equal(["b/widget"], restored);
    }

    /// <summary>An API server that starts may not know a kind for a moment; that must not make all its objects look deleted.</summary>
    [Fact]
    public async Task Run_KindUnknown_ItsObjectsAreGoneOnlyWhenThatLasts()
    {
        api.Put("b", "widget");
        api.RefuseWatch("b");
        Start("b");
        var pause = await clock.NextWaitAsync();
        api.Refuse("b", HttpStatusCode.NotFound);
        clock.Advance(pause);
        pause = await clock.NextWaitAsync();
        Assert.Equal(["+widget"], changes);
        Assert.False(Assert.Single(informer.Refused).IsGone);

        for (var round = 0; round < 12; round++)
        {
            clock.Advance(pause);
            pause = await clock.NextWaitAsync();
        }

        Assert.Equal(["+widget", "-widget"], changes);
        Assert.True(Assert.Single(informer.Refused).IsGone);
    }

    [Fact]
    public async Task Run_WatchForbiddenAndListAllowed_IsRefusedThroughoutAndSaidOnce()
    {
        api.RefuseWatch("b");
        Start("b");
        for (var round = 0; round < 10; round++)
        {
            var pause = await clock.NextWaitAsync();
            Assert.Single(informer.Refused);
            clock.Advance(pause);
        }

        Assert.Single(log.Warnings);
    }

    [Fact]
    public async Task Run_RefusedAndAllowed_LogsOncePerChangeAndNamesWhatIsMissing()
    {
        api.Refuse("b", HttpStatusCode.Forbidden);
        Start("b");
        await RoundsAsync(5);
        api.Refuse("b", HttpStatusCode.NotFound);
        await RoundsAsync(5);

        var warnings = log.Warnings;

        Assert.Equal(2, warnings.Count);
        Assert.Contains("widgets in namespace b", warnings[0], StringComparison.Ordinal);
        Assert.Contains("list and watch", warnings[0], StringComparison.Ordinal);
        Assert.Contains("no access to b", warnings[0], StringComparison.Ordinal);
        Assert.Contains("CRD widgets.test.databricks-operator.io", warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProbeAsync_AllScopesRefused_NamesThem()
    {
        api.Refuse("a", HttpStatusCode.Forbidden);
        api.Refuse("b", HttpStatusCode.NotFound);

        var refused = await Create("a", "b").ProbeAsync(TestContext.Current.CancellationToken);

        Assert.Equal([("a", HttpStatusCode.Forbidden), ("b", HttpStatusCode.NotFound)], refused.Select(scope => (scope.Namespace!, scope.Status)));
    }

    [Fact]
    public async Task ProbeAsync_OneScopeAllowed_HasNothingToSay()
    {
        api.Refuse("a", HttpStatusCode.Forbidden);

        Assert.Empty(await Create("a", "b").ProbeAsync(TestContext.Current.CancellationToken));
    }

    private static async Task Eventually(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task RoundsAsync(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            clock.Advance(await clock.NextWaitAsync());
        }
    }

    private Informer<Widget> Create(params string[] namespaces) =>
        new(new ResourceClient<Widget>(connection, new EntitySerializer()), namespaces, Options, clock, log);

    private void Start(params string[] namespaces)
    {
        informer = Create(namespaces);
        informer.Subscribe(change => changes.Add($"{(change.New is null ? "-" : "+")}{change.Key.Name}"));
        informer.OnRestored(key => restored.Add($"{key}"));
        running = informer.RunAsync(stop.Token);
    }
}
