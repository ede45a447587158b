using Operator.Databricks;

namespace Operator.Workspaces;

/// <summary>
/// The identity with which the operator acts in a workspace. A call that replaces all grants of an object must not leave out the operator's own.
/// </summary>
internal interface IOperatorIdentity
{
    /// <exception cref="Operator.Databricks.Errors.DatabricksException">The workspace did not say.</exception>
    Task<Principal> GetAsync(WorkspaceClient client, CancellationToken cancellationToken);
}
