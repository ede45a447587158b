using Operator.Databricks.Errors;

namespace Operator.Databricks.Authentication;

/// <summary>Where the bearer token of a workspace's calls comes from.</summary>
public interface ITokenSource
{
    /// <summary>A token believed to be valid now.</summary>
    /// <exception cref="DatabricksException">No token can be had; the kind says whether trying again can help.</exception>
    ValueTask<Secret> GetTokenAsync(CancellationToken cancellationToken);

    /// <summary>Tells that the workspace answered 401 to this token.</summary>
    /// <returns>True when the next <see cref="GetTokenAsync"/> gives another token, so that the call is worth repeating once.</returns>
    bool Invalidate(Secret token);
}
