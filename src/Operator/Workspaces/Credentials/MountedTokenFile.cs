namespace Operator.Workspaces.Credentials;

/// <summary>A token of the operator's ServiceAccount that is mounted for signing in to workspaces.</summary>
/// <param name="Path">The file (DATABRICKS_OIDC_TOKEN_FILEPATH); null when none is mounted.</param>
internal sealed record MountedTokenFile(string? Path);
