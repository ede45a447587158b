using Operator.Api.V1Alpha1;
using Operator.Databricks.Authentication;
using Operator.Reconciling;
using Operator.Runtime.Client;

namespace Operator.Workspaces.Credentials;

/// <summary>Makes a workspace's credential from its spec and the Secret it names.</summary>
/// <param name="secrets">Reads Secrets.</param>
/// <param name="tokens">For audiences of a workspace's own.</param>
/// <param name="tokenFile">The mounted token (DATABRICKS_OIDC_TOKEN_FILEPATH); null when none is.</param>
/// <param name="azure">The mounted token for Entra ID.</param>
internal sealed class CredentialReader(SecretReader secrets, ServiceAccountTokens tokens, string? tokenFile, AzureFederation azure)
{
    /// <summary>The Secrets a workspace names, to be woken by.</summary>
    public static IEnumerable<ObjectKey> SecretsOf(DatabricksWorkspace workspace) =>
        new[] { workspace.Spec.Auth.Token?.SecretKeyRef, workspace.Spec.Auth.OauthM2M?.ClientSecretRef, workspace.Spec.Auth.AzureClientSecret?.ClientSecretRef }
            .OfType<SecretKeyReference>().Select(reference => new ObjectKey(workspace.Metadata.NamespaceProperty, reference.Name));

    /// <summary>Where the credential of a workspace comes from, for messages: what to renew when it is refused.</summary>
    public static string Describe(DatabricksWorkspace workspace) => workspace.Spec.Auth switch
    {
        { Token.SecretKeyRef: { } secret } => Describe(workspace, secret),
        { OauthM2M: { } client } => $"{Describe(workspace, client.ClientSecretRef)} (clientId {client.ClientId})",
        { AzureClientSecret: { } client } => $"{Describe(workspace, client.ClientSecretRef)} (clientId {client.ClientId})",
        { WorkloadIdentity: { } identity } => $"the operator's ServiceAccount as {identity.ClientId}",
        { AzureManagedIdentity: not null } => "the managed identity of the operator's machine",
        { AzureWorkloadIdentity: { } identity } =>
            $"the operator's ServiceAccount as the Entra application {identity.ClientId ?? "of the operator's AZURE_CLIENT_ID"}",
        _ => "spec.auth",
    };

    private static string Describe(DatabricksWorkspace workspace, SecretKeyReference secret) =>
        $"Secret {workspace.Metadata.NamespaceProperty}/{secret.Name}, key {secret.Key}";

    /// <exception cref="DependencyMissingException">What it needs is not there yet.</exception>
    public async Task<Credential> ReadAsync(DatabricksWorkspace workspace, CancellationToken cancellationToken)
    {
        var @namespace = workspace.Metadata.NamespaceProperty;
        return workspace.Spec.Auth switch
        {
            { Token: { } token } => new TokenCredential(await SecretAsync(@namespace, token.SecretKeyRef, cancellationToken).ConfigureAwait(false)),
            { OauthM2M: { } client } => new OAuthCredential(
                client.ClientId, await SecretAsync(@namespace, client.ClientSecretRef, cancellationToken).ConfigureAwait(false)),
            { WorkloadIdentity: { } identity } => new WorkloadIdentityCredential(identity.ClientId, Subject(identity)),
            { AzureClientSecret: { } client } => new AzureSecretCredential(
                client.TenantId, client.ClientId, await SecretAsync(@namespace, client.ClientSecretRef, cancellationToken).ConfigureAwait(false)),
            { AzureManagedIdentity: { } identity } => new AzureIdentityCredential(identity.ClientId),
            { AzureWorkloadIdentity: { } identity } => azure.Credential(identity),
            _ => throw new DependencyMissingException("spec.auth names no way to sign in"),
        };
    }

    private SubjectToken Subject(WorkloadIdentityAuth identity) => (identity.Audience, tokens.IsAvailable, tokenFile) switch
    {
        ({ } audience, true, _) => new RequestedToken(audience, tokens),
        ({ }, false, _) => throw new DependencyMissingException(
            "auth.workloadIdentity.audience needs the ServiceAccount of the operator's pod: set POD_NAMESPACE and POD_SERVICE_ACCOUNT, as the chart does"),
        (null, _, { Length: > 0 } path) => new MountedToken(path, WorkloadIdentityTokenSource.Operation),
        _ => throw new DependencyMissingException(
            "No ServiceAccount token is mounted into the operator: set DATABRICKS_OIDC_TOKEN_FILEPATH (in the chart: workloadIdentity.enabled), or name an "
                + "audience in auth.workloadIdentity.audience"),
    };

    private async Task<Secret> SecretAsync(string @namespace, SecretKeyReference reference, CancellationToken cancellationToken)
    {
        var value = (await secrets.ReadAsync(@namespace, reference, cancellationToken).ConfigureAwait(false)).Trim();
        if (value.Length == 0)
        {
            throw new DependencyMissingException($"The entry {reference.Key} of the Secret {reference.Name} is empty");
        }

        // Anything else could not be sent, and the error would show it.
        return value.All(character => character is > ' ' and <= '~')
            ? new Secret(value)
            : throw new DependencyMissingException(
                $"The entry {reference.Key} of the Secret {reference.Name} is no credential: it contains white space or characters that are not printable "
                    + "ASCII");
    }
}
