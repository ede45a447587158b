using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Databricks.Simulator.Hosting;

/// <summary>One workspace on its own port.</summary>
internal sealed class WorkspaceServer : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly WebApplication application;

    public WorkspaceServer(WorkspaceOptions workspaceOptions, SimulatorOptions options)
    {
        Workspace = new Workspace(workspaceOptions, options.TimeProvider);

        // The empty builder reads no environment, no settings file and no signal: the options are all there is.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Listen(workspaceOptions.Address, workspaceOptions.Port);
        });
        application = builder.Build();
        application.MapFallback("{**path}", new Exchange(Workspace, options.TimeProvider, stopping.Token).HandleAsync);
        new ControlEndpoints(Workspace, options).Map(application);
    }

    public Workspace Workspace { get; }

    public async Task<HostedWorkspace> StartAsync(CancellationToken cancellationToken)
    {
        await application.StartAsync(cancellationToken);
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new HostedWorkspace(new Uri(addresses.Single()), Workspace);
    }

    public async ValueTask DisposeAsync()
    {
        // Calls that hang by a fault end now; the server would wait for them otherwise.
        await stopping.CancelAsync();
        await application.DisposeAsync();
        stopping.Dispose();
    }
}
