using Operator.Databricks.Http;

namespace Operator.Databricks;

/// <summary>Makes workspace clients; each has its own connections, budget and circuit, so that one broken workspace slows no other.</summary>
public static class WorkspaceClientFactory
{
    /// <param name="options">Which workspace, as whom, within what limits.</param>
    /// <param name="time">The clock of all waits and bounds.</param>
    /// <param name="transport">The way to the host; null for real connections. Disposed with the client.</param>
    public static WorkspaceClient Create(WorkspaceClientOptions options, TimeProvider time, HttpMessageHandler? transport = null) =>
        new(options, time, transport ?? WorkspaceHttpHandler.Create(options.TrustedRoots, options.Host.AllowsThisMachine));

    /// <summary>The same way to the host for what is not part of the client: its token endpoint.</summary>
    public static HttpMessageHandler CreateTransport(WorkspaceHost host, TrustedRoots? trustedRoots) =>
        WorkspaceHttpHandler.Create(trustedRoots, host.AllowsThisMachine);
}
