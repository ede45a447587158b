using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>As whom the operator works in the workspace: exactly one way to sign in.</summary>
[ExactlyOneOf("token, oauthM2M, workloadIdentity, azureClientSecret, azureManagedIdentity, azureWorkloadIdentity")]
public sealed class WorkspaceAuth
{
    /// <summary>A personal access token; the auth type pat of the Databricks SDKs.</summary>
    public TokenAuth? Token { get; set; }

    /// <summary>A Databricks service principal with an OAuth secret; the auth type oauth-m2m of the Databricks SDKs.</summary>
    public OAuthM2MAuth? OauthM2M { get; set; }

    /// <summary>
    /// A Databricks service principal that trusts the operator's ServiceAccount through a federation policy: no secret to store or rotate. The
    /// recommended way. For workspaces in the namespaces of the operator's option identities.namespaces (by default its own), at https hosts of
    /// Databricks' own domains.
    /// </summary>
    public WorkloadIdentityAuth? WorkloadIdentity { get; set; }

    /// <summary>
    /// An application of Microsoft Entra with a client secret, for workspaces on Azure; the auth type azure-client-secret of the Databricks SDKs.
    /// </summary>
    public AzureClientSecretAuth? AzureClientSecret { get; set; }

    /// <summary>
    /// The managed identity of the machine the operator runs on, for workspaces on Azure; the auth type azure-msi of the Databricks SDKs.
    /// Limited as workloadIdentity is.
    /// </summary>
    public AzureManagedIdentityAuth? AzureManagedIdentity { get; set; }

    /// <summary>
    /// An application of Microsoft Entra, or a user-assigned identity, that trusts the operator's ServiceAccount, for workspaces on Azure: no secret to store
    /// or rotate. What Microsoft calls workload identity on AKS. Limited as workloadIdentity is.
    /// </summary>
    public AzureWorkloadIdentityAuth? AzureWorkloadIdentity { get; set; }
}

/// <summary>A personal access token.</summary>
public sealed class TokenAuth
{
    /// <summary>Where the token is. One line end at its end is not part of it. A new value takes effect within seconds.</summary>
    [Required]
    public SecretKeyReference SecretKeyRef { get; set; } = new();
}

/// <summary>A Databricks service principal with an OAuth secret.</summary>
public sealed class OAuthM2MAuth
{
    /// <summary>The application id of the service principal.</summary>
    /// <example>5f2b7c1e-9d3a-4e6f-8b0c-1a2d3e4f5a6b</example>
    [Required]
    [Length(1, 256)]
    [Pattern(Patterns.NoSpace)]
    public string ClientId { get; set; } = "";

    /// <summary>Where its OAuth secret is. One line end at its end is not part of it. A new value takes effect within seconds.</summary>
    [Required]
    public SecretKeyReference ClientSecretRef { get; set; } = new();
}

/// <summary>A Databricks service principal that trusts the operator's ServiceAccount.</summary>
public sealed class WorkloadIdentityAuth
{
    /// <summary>The application id of the service principal.</summary>
    /// <example>5f2b7c1e-9d3a-4e6f-8b0c-1a2d3e4f5a6b</example>
    [Required]
    [Length(1, 256)]
    [Pattern(Patterns.NoSpace)]
    public string ClientId { get; set; } = "";

    /// <summary>
    /// An audience of the federation policy; the operator asks the API server for a token of its own ServiceAccount with it. One of the operator's
    /// option identities.audiences (in the chart also: workloadIdentity.tokenRequests). Default: the token that is mounted into the operator (in the
    /// chart: workloadIdentity.enabled and workloadIdentity.audience).
    /// </summary>
    /// <example>databricks</example>
    [Length(1, 512)]
    [Pattern(Patterns.NoSpace)]
    public string? Audience { get; set; }
}

/// <summary>An application of Microsoft Entra with a client secret.</summary>
public sealed class AzureClientSecretAuth
{
    /// <summary>The Entra tenant: its id or its domain.</summary>
    /// <example>72f988bf-86f1-41af-91ab-2d7cd011db47</example>
    [Required]
    [Length(1, 256)]
    [Pattern("^[A-Za-z0-9][A-Za-z0-9.-]*$")]
    public string TenantId { get; set; } = "";

    /// <summary>The application's (client) id.</summary>
    /// <example>5f2b7c1e-9d3a-4e6f-8b0c-1a2d3e4f5a6b</example>
    [Required]
    [Length(1, 256)]
    [Pattern(Patterns.NoSpace)]
    public string ClientId { get; set; } = "";

    /// <summary>Where its client secret is. One line end at its end is not part of it. A new value takes effect within seconds.</summary>
    [Required]
    public SecretKeyReference ClientSecretRef { get; set; } = new();
}

/// <summary>The managed identity of the machine the operator runs on.</summary>
public sealed class AzureManagedIdentityAuth
{
    /// <summary>The client id of a user-assigned identity. Default: the system-assigned one.</summary>
    /// <example>5f2b7c1e-9d3a-4e6f-8b0c-1a2d3e4f5a6b</example>
    [Length(1, 256)]
    [Pattern(Patterns.NoSpace)]
    public string? ClientId { get; set; }
}

/// <summary>An application of Microsoft Entra, or a user-assigned identity, that trusts the operator's ServiceAccount.</summary>
public sealed class AzureWorkloadIdentityAuth
{
    /// <summary>Its client id. Default: that of the annotation azure.workload.identity/client-id of the operator's ServiceAccount.</summary>
    /// <example>5f2b7c1e-9d3a-4e6f-8b0c-1a2d3e4f5a6b</example>
    [Length(1, 256)]
    [Pattern(Patterns.NoSpace)]
    public string? ClientId { get; set; }

    /// <summary>
    /// Its Entra tenant: the id or the domain. Default: that of the annotation azure.workload.identity/tenant-id of the operator's ServiceAccount, or of the
    /// cluster.
    /// </summary>
    /// <example>72f988bf-86f1-41af-91ab-2d7cd011db47</example>
    [Length(1, 256)]
    [Pattern("^[A-Za-z0-9][A-Za-z0-9.-]*$")]
    public string? TenantId { get; set; }
}
