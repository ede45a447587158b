using Databricks.Simulator.Hosting;

return await new CommandLine().Build(RunAsync).Parse(args).InvokeAsync();

static async Task RunAsync(SimulatorOptions options, CancellationToken cancellationToken)
{
    await using var host = await SimulatorHost.StartAsync(options, cancellationToken);
    Console.WriteLine(host.Url);

    // Ctrl-C and SIGTERM cancel the token; until then there is nothing to do here.
    var stopped = new TaskCompletionSource();
    await using var registration = cancellationToken.Register(stopped.SetResult);
    await stopped.Task;
}
