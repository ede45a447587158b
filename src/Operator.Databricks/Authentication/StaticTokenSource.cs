namespace Operator.Databricks.Authentication;

/// <summary>A personal access token: nothing to refresh; a rotated token arrives as a new source.</summary>
public sealed class StaticTokenSource(Secret personalToken) : ITokenSource
{
    public ValueTask<Secret> GetTokenAsync(CancellationToken cancellationToken) => ValueTask.FromResult(personalToken);

    /// <summary>Another token was refused than this one when the source has just replaced the one that gave it.</summary>
    public bool Invalidate(Secret token) => !personalToken.Equals(token);
}
