using Operator.IntegrationTests.Harness;
using Operator.IntegrationTests.Replicas;

namespace Operator.IntegrationTests.Runtime;

[Collection(Alone.Name)]
public sealed class ReconcileTests(ControlPlane plane)
{
    [Fact]
    public async Task Start_ObjectsOnSeveralPages_AllAreSeen()
    {
        var widgets = await WidgetNamespace.CreateAsync(plane, "pages");
        for (var number = 0; number < 7; number++)
        {
            await widgets.CreateAsync($"w{number}", number);
        }

        await using var proxy = await ApiServerProxy.StartAsync(plane);
        await using var running = await WidgetOperator.StartAsync(
            proxy.Configuration(), widgets.Name, settings => settings.Reflectors = settings.Reflectors with { PageSize = 3 });

        for (var number = 0; number < 7; number++)
        {
            await widgets.SeenAsync($"w{number}", number);
        }

        Assert.Equal(2, proxy.Journal.Count(request => request.Query.Contains("continue=", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Lifecycle_CreateEditDelete_EndsWithoutTheObjectAndWithOneCleanup()
    {
        var widgets = await WidgetNamespace.CreateAsync(plane, "lifecycle");
        await using var running = await WidgetOperator.StartAsync(plane.Configuration(), widgets.Name);

        await widgets.CreateAsync("a", 1);
        await widgets.SeenAsync("a", 1);
        Assert.Equal([WidgetFinalizer.Identifier], (await widgets.FindAsync("a"))!.Metadata.Finalizers);
        await widgets.ResizeAsync("a", 2);
        await widgets.SeenAsync("a", 2);
        await widgets.DeleteAsync("a");
        await widgets.GoneAsync("a");

        await Eventually.HoldsAsync(() => running.Journal.Passes.Any(pass => pass.Kind == "deleted"), "the controller to be told");
        Assert.Single(running.Journal.Passes, pass => pass.Kind == "finalize");
    }

    [Fact]
    public async Task Steady_NothingChanges_WritesNothingEvenAfterARestart()
    {
        var widgets = await WidgetNamespace.CreateAsync(plane, "steady");
        await using var proxy = await ApiServerProxy.StartAsync(plane);
        await using (await WidgetOperator.StartAsync(proxy.Configuration(), widgets.Name))
        {
            for (var number = 0; number < 20; number++)
            {
                await widgets.CreateAsync($"w{number}", number);
            }

            for (var number = 0; number < 20; number++)
            {
                await widgets.SeenAsync($"w{number}", number);
            }
        }

        var writes = proxy.Journal.Count(request => request.IsWrite && !request.Path.Contains("/events", StringComparison.Ordinal));
        Assert.Equal(40, writes);
        var before = proxy.Journal.Count(request => request.IsWrite);

        await using var again = await WidgetOperator.StartAsync(proxy.Configuration(), widgets.Name);
        await Eventually.HoldsAsync(() => again.Journal.Passes.Count == 20, "20 passes", describe: () => $"{again.Journal.Passes.Count} passes");

        Assert.Equal(before, proxy.Journal.Count(request => request.IsWrite));
    }

    [Fact]
    public async Task Deleted_WhileTheOperatorIsDown_IsCleanedUpByTheNextOne()
    {
        var widgets = await WidgetNamespace.CreateAsync(plane, "offline");
        await using (await WidgetOperator.StartAsync(plane.Configuration(), widgets.Name))
        {
            await widgets.CreateAsync("a", 1);
            await widgets.SeenAsync("a", 1);
        }

        await widgets.DeleteAsync("a");
        Assert.NotNull(await widgets.FindAsync("a"));
        await using var again = await WidgetOperator.StartAsync(plane.Configuration(), widgets.Name);

        await widgets.GoneAsync("a");
    }

    /// <summary>R9: written past the schema, or by a newer version.</summary>
    [Fact]
    public async Task Poison_ObjectsNobodyCanRead_GetAWarningAndHarmNoOther()
    {
        var widgets = await WidgetNamespace.CreateAsync(plane, "poison");
        var deep = string.Concat(Enumerable.Repeat("[", 200)) + string.Concat(Enumerable.Repeat("]", 200));
        await widgets.CreateRawAsync("text", "\"a secret in the wrong place\"");
        await widgets.CreateRawAsync("deep", deep);
        await widgets.CreateAsync("good-1", 1);
        await using var running = await WidgetOperator.StartAsync(plane.Configuration(), widgets.Name);

        await widgets.SeenAsync("good-1", 1);
        await widgets.CreateRawAsync("later", "{}");
        await widgets.CreateAsync("good-2", 2);
        await widgets.SeenAsync("good-2", 2);
        foreach (var name in new[] { "text", "deep", "later" })
        {
            await Eventually.ReachesAsync(
                _ => widgets.EventsAsync(),
                events => events.Contains($"\"name\":\"{name}.", StringComparison.Ordinal) && events.Contains("Warning", StringComparison.Ordinal),
                $"a warning on {name}");
        }

        Assert.DoesNotContain("secret", await widgets.EventsAsync(), StringComparison.Ordinal);
        await widgets.ResizeAsync("text", 5);
        await widgets.SeenAsync("text", 5);
    }

    /// <summary>The answer to our status patch contains an edit that the watch will only bring later, when it is old news.</summary>
    [Fact]
    public async Task Edit_InTheMomentOfOurStatusWrite_IsNotLost()
    {
        var widgets = await WidgetNamespace.CreateAsync(plane, "race");
        await using var proxy = await ApiServerProxy.StartAsync(plane);
        var edits = 0;
        proxy.BeforeRequest = request => request.IsStatusPatch && Interlocked.Increment(ref edits) == 1 ? widgets.ResizeAsync("a", 2) : Task.CompletedTask;
        await using var running = await WidgetOperator.StartAsync(proxy.Configuration(), widgets.Name);

        await widgets.CreateAsync("a", 1);

        await widgets.SeenAsync("a", 2);
    }

    [Fact]
    public async Task Delete_InTheMomentOfOurStatusWrite_IsNotLost()
    {
        var widgets = await WidgetNamespace.CreateAsync(plane, "race");
        await using var proxy = await ApiServerProxy.StartAsync(plane);
        var deletes = 0;
        proxy.BeforeRequest = request => request.IsStatusPatch && Interlocked.Increment(ref deletes) == 1 ? widgets.DeleteAsync("a") : Task.CompletedTask;
        await using var running = await WidgetOperator.StartAsync(proxy.Configuration(), widgets.Name);

        await widgets.CreateAsync("a", 1);

        await Eventually.HoldsAsync(() => deletes > 0, "the first status write");
        await widgets.GoneAsync("a");
    }

    [Fact]
    public async Task Recreated_UnderTheSameName_IsAnObjectOfItsOwn()
    {
        var widgets = await WidgetNamespace.CreateAsync(plane, "recreate");
        await using var running = await WidgetOperator.StartAsync(plane.Configuration(), widgets.Name);
        for (var round = 1; round <= 3; round++)
        {
            await widgets.CreateAsync("a", round);
            await widgets.SeenAsync("a", round);
            await widgets.DeleteAsync("a");
            await widgets.GoneAsync("a");
        }

        Assert.Equal(0, running.Journal.Overlaps);
    }

    /// <summary>R23: somebody else writes to the object all the time, also while our finalizer is added under its resourceVersion.</summary>
    [Fact]
    public async Task ConflictStorm_OthersKeepLabelling_EveryEditIsSeenAndNothingIsRepeatedForTheLabels()
    {
        var widgets = await WidgetNamespace.CreateAsync(plane, "storm");
        using var stop = new CancellationTokenSource();
        await widgets.CreateAsync("a", 1);
        var storm = Task.Run(
            async () =>
            {
                for (var round = 0; !stop.IsCancellationRequested; round++)
                {
                    await widgets.PatchAsync("a", $$$"""{"metadata":{"labels":{"round":"{{{round}}}"} } }""");
                }
            },
            CancellationToken.None);

        await using var running = await WidgetOperator.StartAsync(plane.Configuration(), widgets.Name);
        for (var size = 2; size <= 10; size++)
        {
            await widgets.ResizeAsync("a", size);
            await widgets.SeenAsync("a", size);
        }

        await stop.CancelAsync();
        await storm;
        Assert.InRange(running.Journal.Passes.Count, 9, 30);
    }
}
