namespace Operator.Databricks.Http;

/// <summary>Who is to know of the calls of a workspace.</summary>
/// <param name="Workspace">Its name.</param>
/// <param name="CredentialRefused">Called when the workspace has refused the credential.</param>
/// <param name="Credential">Where the credential comes from.</param>
/// <param name="Observer">Sees all of them.</param>
internal sealed record CallNotices(string Workspace, Action? CredentialRefused, Func<string>? Credential, ICallObserver? Observer);
