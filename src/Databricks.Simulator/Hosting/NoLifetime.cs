namespace Databricks.Simulator.Hosting;

/// <summary>Replaces the console lifetime, which would take the signals of a process that merely hosts a simulator.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
