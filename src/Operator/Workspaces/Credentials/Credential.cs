using Operator.Databricks;
using Operator.Databricks.Authentication;

namespace Operator.Workspaces.Credentials;

/// <summary>A way to sign in with all it needs. Two that are equal sign in alike, so nothing needs to be exchanged.</summary>
internal abstract record Credential
{
    /// <summary>Its name in spec.auth.</summary>
    public abstract string Kind { get; }

    public abstract ITokenSource Open(CredentialContext context);
}

/// <summary>What tokens are got with besides the credential itself.</summary>
/// <param name="Host">The workspace.</param>
/// <param name="Transport">Makes a way to the host, with the trust of the workspace.</param>
/// <param name="Time">The clock that tokens expire by.</param>
internal sealed record CredentialContext(WorkspaceHost Host, Func<HttpMessageHandler> Transport, TimeProvider Time);

internal sealed record TokenCredential(Secret Token) : Credential
{
    public override string Kind => "token";

    public override ITokenSource Open(CredentialContext context) => new StaticTokenSource(Token);
}

internal sealed record OAuthCredential(string ClientId, Secret ClientSecret) : Credential
{
    public override string Kind => "oauthM2M";

    public override ITokenSource Open(CredentialContext context) => new OAuthM2MTokenSource(context.Host, ClientId, ClientSecret, context.Time, context.Transport());
}

/// <param name="ClientId">The application id of the service principal.</param>
/// <param name="Subject">Where the ServiceAccount's token comes from: equal for equal sources.</param>
internal sealed record WorkloadIdentityCredential(string ClientId, SubjectToken Subject) : Credential
{
    public override string Kind => "workloadIdentity";

    public override ITokenSource Open(CredentialContext context) =>
        new WorkloadIdentityTokenSource(context.Host, ClientId, Subject.ReadAsync, context.Time, context.Transport());
}

internal sealed record AzureSecretCredential(string TenantId, string ClientId, Secret ClientSecret) : Credential
{
    public override string Kind => "azureClientSecret";

    public override ITokenSource Open(CredentialContext context) =>
        new AzureClientSecretTokenSource(AzureEnvironment.Of(context.Host), TenantId, ClientId, ClientSecret, context.Time);
}

internal sealed record AzureIdentityCredential(string? ClientId) : Credential
{
    public override string Kind => "azureManagedIdentity";

    public override ITokenSource Open(CredentialContext context) => new AzureManagedIdentityTokenSource(ClientId, context.Time);
}
