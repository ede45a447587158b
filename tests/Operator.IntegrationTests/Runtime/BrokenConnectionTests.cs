using Operator.IntegrationTests.Harness;
using Operator.IntegrationTests.Replicas;

namespace Operator.IntegrationTests.Runtime;

/// <summary>R8 and R4: everything that can happen between an operator and its API server.</summary>
[Collection(Alone.Name)]
public sealed class BrokenConnectionTests(ControlPlane plane)
{
    [Fact]
    public async Task Watch_HalfOpen_ChangeIsSeenWithinTheWatchdogBound()
    {
        var widgets = await WidgetNamespace.CreateAsync(plane, "half-open");
        await using var proxy = await ApiServerProxy.StartAsync(plane);
        await using var running = await StartAsync(proxy, widgets);

        proxy.FreezeOpenStreams();
        await widgets.ResizeAsync("a", 2);

        await widgets.SeenAsync("a", 2, TimeSpan.FromSeconds(6));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Watch_Expired_DeletionsAndChangesOfMeanwhileAreSeen(bool inStream)
    {
        var widgets = await WidgetNamespace.CreateAsync(plane, "expired");
        await using var proxy = await ApiServerProxy.StartAsync(plane);
        await using var running = await StartAsync(proxy, widgets);
        await widgets.CreateAsync("b", 1);
        await widgets.SeenAsync("b", 1);
        var lists = Lists(proxy);

        var expired = proxy.Inject(new(ProxyFaultKind.Refuse, request => request.IsWatch) { Status = 410, Reason = "Expired", InStream = inStream });
        proxy.FreezeOpenStreams();
        await widgets.PatchAsync("a", """{"metadata":{"finalizers":null}}""");
        await widgets.DeleteAsync("a");
        await widgets.ResizeAsync("b", 2);

        await widgets.SeenAsync("b", 2);
        await Eventually.HoldsAsync(() => running.Journal.Passes.Any(pass => pass is { Kind: "deleted", Name: "a" }), "the deletion of a to be noticed");
        Assert.Equal(1, expired.Happened);
        Assert.Equal(lists + 1, Lists(proxy));
    }

    [Fact]
    public async Task Watch_CutWithinAnEvent_TheEventIsSeenAllTheSame()
    {
        var widgets = await WidgetNamespace.CreateAsync(plane, "cut");
        await using var proxy = await ApiServerProxy.StartAsync(plane);
        var cut = proxy.Inject(new(ProxyFaultKind.Truncate, request => request.IsWatch) { Times = 5, Bytes = 60 });
        await using var running = await WidgetOperator.StartAsync(proxy.Configuration(), widgets.Name);

        await widgets.CreateAsync("a", 1);

        await widgets.SeenAsync("a", 1);
        Assert.True(cut.Happened > 0);
    }

    [Fact]
    public async Task ContinueToken_Expired_TheListStartsOver()
    {
        var widgets = await WidgetNamespace.CreateAsync(plane, "continue");
        for (var number = 0; number < 5; number++)
        {
            await widgets.CreateAsync($"w{number}", number);
        }

        await using var proxy = await ApiServerProxy.StartAsync(plane);
        proxy.Inject(new(ProxyFaultKind.Refuse, request => request.Query.Contains("continue=", StringComparison.Ordinal)) { Status = 410, Reason = "Expired" });
        await using var running = await WidgetOperator.StartAsync(
            proxy.Configuration(), widgets.Name, settings => settings.Reflectors = settings.Reflectors with { PageSize = 2 });

        for (var number = 0; number < 5; number++)
        {
            await widgets.SeenAsync($"w{number}", number);
        }
    }

    /// <summary>Each write of the object's first minute, lost in either direction or refused, one after another.</summary>
    [Theory]
    [InlineData(ProxyFaultKind.DropBefore, 0)]
    [InlineData(ProxyFaultKind.DropAfter, 0)]
    [InlineData(ProxyFaultKind.Refuse, 409)]
    [InlineData(ProxyFaultKind.Refuse, 429)]
    [InlineData(ProxyFaultKind.Refuse, 500)]
    [InlineData(ProxyFaultKind.Refuse, 503)]
    public async Task Write_FailsOnce_TheObjectConvergesAndIsCleanedUpOnce(ProxyFaultKind kind, int status)
    {
        var widgets = await WidgetNamespace.CreateAsync(plane, "writes");
        await using var proxy = await ApiServerProxy.StartAsync(plane);
        await using var running = await WidgetOperator.StartAsync(proxy.Configuration(), widgets.Name);
        for (var write = 0; write < 3; write++)
        {
            var name = $"w{write}";
            var fault = proxy.Inject(new(kind, request => request.IsWrite && request.Path.Contains($"/widgets/{name}", StringComparison.Ordinal))
            {
                Skip = write,
                Status = status,
                Reason = status == 409 ? "Conflict" : "Injected",
            });

            await widgets.CreateAsync(name, 1);
            await widgets.SeenAsync(name, 1);
            await widgets.DeleteAsync(name);
            await widgets.GoneAsync(name);
            Assert.Equal(1, fault.Happened);
        }

        Assert.Equal(0, running.Journal.Overlaps);
    }

    [Fact]
    public async Task Network_SwallowsEverythingForAWhile_ChangesOfMeanwhileAreSeen()
    {
        var widgets = await WidgetNamespace.CreateAsync(plane, "swallow");
        await using var proxy = await ApiServerProxy.StartAsync(plane);
        await using var running = await StartAsync(proxy, widgets);

        proxy.Freeze();
        await widgets.ResizeAsync("a", 2);
        await widgets.CreateAsync("b", 1);
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System, TestContext.Current.CancellationToken);
        proxy.Thaw();

        await widgets.SeenAsync("a", 2);
        await widgets.SeenAsync("b", 1);
        Assert.Equal(0, running.Journal.Overlaps);
    }

    private static int Lists(ApiServerProxy proxy) =>
        proxy.Journal.Count(request => request.Method == "GET" && !request.IsWatch && request.Path.EndsWith("/widgets", StringComparison.Ordinal));

    private static async Task<WidgetOperator> StartAsync(ApiServerProxy proxy, WidgetNamespace widgets)
    {
        var running = await WidgetOperator.StartAsync(proxy.Configuration(), widgets.Name);
        await widgets.CreateAsync("a", 1);
        await widgets.SeenAsync("a", 1);
        return running;
    }
}
