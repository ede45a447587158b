namespace Operator.Databricks.Authentication;

/// <summary>A personal access token: nothing to refresh; a rotated token arrives as a new source.</summary>
public sealed class StaticTokenSource(Secret token) : ITokenSource
{
    public ValueTask<Secret> GetTokenAsync(CancellationToken cancellationToken) => ValueTask.FromResult(token);

    public bool Invalidate(Secret token) => false;
}
