using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Options;

namespace Operator.Workspaces;

/// <summary>The workspace given by DATABRICKS_HOST and a credential beside it, the names every Databricks tool uses.</summary>
/// <param name="client">Null when there is none.</param>
/// <param name="namespaces">Whose objects may use it.</param>
internal sealed class EnvironmentWorkspace(WorkspaceClient? client, IReadOnlyList<string> namespaces) : IDisposable
{
    public const string Name = "(default)";

    /// <summary>Null when the environment names no workspace.</summary>
    public WorkspaceClient? Client => client;

    public WorkspaceConnection Connect(IDatabricksResource resource)
    {
        var @namespace = resource.Metadata.NamespaceProperty;
        // What it took before its list was narrowed, it still lets be deleted.
        var isAdmitted = namespaces.Contains(OperatorOptions.All) || namespaces.Contains(@namespace) || resource.Metadata.DeletionTimestamp is not null;
        return client is null || isAdmitted
            ? Connect()
            : new(
                Name,
                null,
                $"The operator's default workspace does not admit namespace {@namespace}: the operator's option defaultWorkspaceNamespaces would have to name "
                    + "it, "
                    + "or create a DatabricksWorkspace named default in this namespace")
            {
                IsDenied = true,
            };
    }

    private WorkspaceConnection Connect() => client is null
        ? new(
            Name,
            null,
            "No workspace is configured: create a DatabricksWorkspace named default in this namespace, name one in spec.workspaceRef, or set DATABRICKS_HOST "
                + "and "
                + "DATABRICKS_TOKEN for the operator (in the chart: databricks.host and databricks.existingSecret)")
        : new(Name, client, null);

    public void Dispose() => client?.Dispose();
}
