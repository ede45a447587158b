namespace Databricks.Simulator.Hosting;

/// <summary>Running workspaces. Disposing stops them and drops the calls in flight.</summary>
public sealed class SimulatorHost : IAsyncDisposable
{
    private readonly List<WorkspaceServer> servers = [];
    private readonly List<HostedWorkspace> workspaces = [];

    private SimulatorHost()
    {
    }

    /// <summary>In the order of the options.</summary>
    public IReadOnlyList<HostedWorkspace> Workspaces => workspaces;

    /// <summary>The first workspace, for the usual case of just one.</summary>
    public Workspace Workspace => workspaces[0].Workspace;

    public Uri Url => workspaces[0].Url;

    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<SimulatorHost> StartAsync(SimulatorOptions options, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(options.Workspaces.Count);
        var host = new SimulatorHost();
        try
        {
            foreach (var workspace in options.Workspaces)
            {
                var server = new WorkspaceServer(workspace, options);
                host.servers.Add(server);
                host.workspaces.Add(await server.StartAsync(cancellationToken));
            }

            return host;
        }
        catch
        {
            // The workspaces already up would keep their ports for the life of the process.
            await host.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }
    }
}
