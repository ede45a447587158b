using Operator.Api.V1Alpha1;
using Operator.Databricks;

namespace Operator.Workspaces;

/// <summary>The workspace given by DATABRICKS_HOST and a credential beside it, the names every Databricks tool uses.</summary>
internal sealed class EnvironmentWorkspace(WorkspaceClient? client) : IWorkspaceConnector, IDisposable
{
    private const string Name = "(default)";

    public WorkspaceConnection Connect(IDatabricksResource resource)
    {
        if (resource.Spec.WorkspaceRef is { } reference)
        {
            return new(reference.Name, null, $"There is no DatabricksWorkspace {reference.Name}: this version knows only the workspace given by DATABRICKS_HOST; leave spec.workspaceRef out to use it");
        }

        return client is null
            ? new(Name, null, "No workspace is configured: set DATABRICKS_HOST and DATABRICKS_TOKEN (in the chart: databricks.host and databricks.existingSecret)")
            : new(Name, client, null);
    }

    public void Dispose() => client?.Dispose();
}
