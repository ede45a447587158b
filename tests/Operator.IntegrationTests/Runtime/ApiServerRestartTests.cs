using Operator.IntegrationTests.Harness;
using Operator.IntegrationTests.Replicas;

namespace Operator.IntegrationTests.Runtime;

/// <summary>R22, on a control plane of its own, because it kills it.</summary>
public sealed class ApiServerRestartTests : IAsyncLifetime
{
    private readonly ControlPlane plane = new();

    public ValueTask InitializeAsync() => plane.InitializeAsync();

    public ValueTask DisposeAsync() => plane.DisposeAsync();

    [Fact]
    public async Task ApiServer_KilledAndStartedAgain_ChangesOfAfterwardsAreReconciledOneAtATime()
    {
        var widgets = await WidgetNamespace.CreateAsync(plane, "restart");
        await using var running = await WidgetOperator.StartAsync(plane.Configuration(), widgets.Name);
        for (var number = 0; number < 10; number++)
        {
            await widgets.CreateAsync($"w{number}", 1);
            await widgets.SeenAsync($"w{number}", 1);
        }

        running.Journal.Work = TimeSpan.FromMilliseconds(300);
        await plane.KillApiServerAsync();
        await plane.StartAsync();
        for (var number = 0; number < 10; number++)
        {
            await widgets.ResizeAsync($"w{number}", 2);
        }

        await widgets.CreateAsync("new", 1);
        await widgets.DeleteAsync("w0");

        for (var number = 1; number < 10; number++)
        {
            await widgets.SeenAsync($"w{number}", 2);
        }

        await widgets.SeenAsync("new", 1);
        await widgets.GoneAsync("w0");
        Assert.Equal(0, running.Journal.Overlaps);
    }
}
