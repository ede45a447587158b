using Operator.Databricks;

namespace Operator.Workspaces;

/// <summary>The workspace given by DATABRICKS_HOST and a credential beside it, the names every Databricks tool uses.</summary>
internal sealed class EnvironmentWorkspace(WorkspaceClient? client) : IDisposable
{
    public const string Name = "(default)";

    public WorkspaceConnection Connect() => client is null
        ? new(
            Name,
            null,
            "No workspace is configured: create a DatabricksWorkspace named default in this namespace, name one in spec.workspaceRef, or set DATABRICKS_HOST and "
                + "DATABRICKS_TOKEN for the operator (in the chart: databricks.host and databricks.existingSecret)")
        : new(Name, client, null);

    public void Dispose() => client?.Dispose();
}
