using Operator.Databricks;

namespace Operator.Workspaces;

/// <summary>As whom the operator acts in a workspace: whoever replaces all grants of an object must not leave out the own one.</summary>
internal interface IOwnIdentity
{
    /// <exception cref="Operator.Databricks.Errors.DatabricksException">The workspace did not say.</exception>
    Task<Principal> GetAsync(WorkspaceClient client, CancellationToken cancellationToken);
}
