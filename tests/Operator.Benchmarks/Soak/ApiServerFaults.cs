namespace Operator.Benchmarks.Soak;

/// <summary>The API server, or the way to it, goes away.</summary>
internal sealed class ApiServerFaults(SoakSystem system, ObjectChanges changes, TimeSpan length, TimeProvider time)
{
    public IEnumerable<SoakFault> All =>
    [
        new("the API server is killed and started again", RestartAsync),
        new("connections to the API server are cut", CutAsync),
        new("connections to the API server fall silent", SilenceAsync),
    ];

    private async Task RestartAsync(int round, CancellationToken cancellationToken)
    {
        system.Plane.KillApiServer();
        await Task.Delay(length, time, cancellationToken);
        await system.Plane.StartApiServerAsync(time, cancellationToken);
        await changes.EditAsync(round, cancellationToken);
    }

    /// <summary>In the middle of passes, not once: what is lost on the way of a single one is lost many times.</summary>
    private async Task CutAsync(int round, CancellationToken cancellationToken)
    {
        var editing = changes.EditAsync(round, cancellationToken);
        for (var second = 0; second < length.TotalSeconds; second++)
        {
            system.Relay.Cut();
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
        }

        await editing;
    }

    private async Task SilenceAsync(int round, CancellationToken cancellationToken)
    {
        system.Relay.Silence();
        await changes.EditAsync(round, cancellationToken);
        await Task.Delay(length, time, cancellationToken);
    }
}
