namespace Databricks.Simulator.Hosting;

/// <summary>A workspace and where it listens (without a path).</summary>
public sealed record HostedWorkspace(Uri Url, Workspace Workspace);
