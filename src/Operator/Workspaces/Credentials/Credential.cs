using Operator.Databricks.Authentication;
using Operator.Databricks.Http;

namespace Operator.Workspaces.Credentials;

/// <summary>A way to sign in with all it needs. Two that are equal sign in alike, so nothing needs to be exchanged.</summary>
internal abstract record Credential
{
    /// <summary>Its name in spec.auth.</summary>
    public abstract string Kind { get; }

    public abstract ITokenSource Open(CredentialContext context);
}

/// <summary>What tokens are got with besides the credential itself.</summary>
/// <param name="Namespace">Of the DatabricksWorkspace.</param>
/// <param name="Host">The workspace.</param>
/// <param name="Transport">Makes a way to the host, with the trust of the workspace.</param>
/// <param name="Identities">Who may use the operator's own identities, and where.</param>
/// <param name="Time">The clock that tokens expire by.</param>
internal sealed record CredentialContext(
    string Namespace, WorkspaceHost Host, Func<HttpMessageHandler> Transport, OperatorIdentities Identities, TimeProvider Time);

/// <summary>
/// A way to sign in that belongs to the operator and comes from no Secret. There is no other way to open one than past <see cref="OperatorIdentities"/>: the
/// conditions of a workspace may be of an older spec, and a pass of an object may come before the workspace's own.
/// </summary>
internal abstract record OperatorCredential : Credential
{
    /// <summary>The audience that the workspace asks for; null where it does not choose.</summary>
    protected virtual string? Audience => null;

    /// <exception cref="Databricks.Errors.DatabricksException">It may not be used by this workspace.</exception>
    public sealed override ITokenSource Open(CredentialContext context)
    {
        context.Identities.Demand(context.Namespace, context.Host, Audience);
        return Connect(context);
    }

    protected abstract ITokenSource Connect(CredentialContext context);
}

internal sealed record TokenCredential(Secret Token) : Credential
{
    public override string Kind => "token";

    public override ITokenSource Open(CredentialContext context) => new StaticTokenSource(Token);
}

internal sealed record OAuthCredential(string ClientId, Secret ClientSecret) : Credential
{
    public override string Kind => "oauthM2M";

    public override ITokenSource Open(CredentialContext context) =>
        new OAuthM2MTokenSource(context.Host, ClientId, ClientSecret, context.Time, context.Transport());
}

/// <param name="ClientId">The application id of the service principal.</param>
/// <param name="Subject">Where the ServiceAccount's token comes from: equal for equal sources.</param>
internal sealed record WorkloadIdentityCredential(string ClientId, SubjectToken Subject) : OperatorCredential
{
    public override string Kind => "workloadIdentity";

    protected override string? Audience => (Subject as RequestedToken)?.Audience;

    protected override ITokenSource Connect(CredentialContext context) =>
        new WorkloadIdentityTokenSource(context.Host, ClientId, Subject.ReadAsync, context.Time, context.Transport());
}

internal sealed record AzureSecretCredential(string TenantId, string ClientId, Secret ClientSecret) : Credential
{
    public override string Kind => "azureClientSecret";

    public override ITokenSource Open(CredentialContext context) =>
        new AzureClientSecretTokenSource(AzureEnvironment.Of(context.Host), TenantId, ClientId, ClientSecret, context.Time);
}

internal sealed record AzureIdentityCredential(string? ClientId) : OperatorCredential
{
    public override string Kind => "azureManagedIdentity";

    protected override ITokenSource Connect(CredentialContext context) => new AzureManagedIdentityTokenSource(ClientId, context.Time);
}

/// <param name="TenantId">The Entra tenant.</param>
/// <param name="ClientId">The application, or the user-assigned identity.</param>
/// <param name="Authority">Where Entra ID gives tokens; null for that of the workspace's cloud.</param>
/// <param name="Assertion">The ServiceAccount's token.</param>
internal sealed record AzureFederatedCredential(string TenantId, string ClientId, Uri? Authority, SubjectToken Assertion) : OperatorCredential
{
    public override string Kind => "azureWorkloadIdentity";

    protected override ITokenSource Connect(CredentialContext context) => new AzureWorkloadIdentityTokenSource(
        Authority ?? AzureEnvironment.Of(context.Host).Authority, TenantId, ClientId, Assertion.ReadAsync, context.Time);
}
