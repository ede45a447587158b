using Operator.Api.V1Alpha1;
using Operator.Databricks.Authentication;
using Operator.Reconciling;

namespace Operator.Workspaces.Credentials;

/// <summary>What the webhook of azure-workload-identity (on AKS: the feature of that name) puts into the operator's pod.</summary>
/// <param name="ClientId">AZURE_CLIENT_ID.</param>
/// <param name="TenantId">AZURE_TENANT_ID.</param>
/// <param name="TokenFile">AZURE_FEDERATED_TOKEN_FILE.</param>
/// <param name="AuthorityHost">AZURE_AUTHORITY_HOST.</param>
internal sealed record AzureFederation(string? ClientId = null, string? TenantId = null, string? TokenFile = null, string? AuthorityHost = null)
{
    public static AzureFederation Read(IConfiguration configuration) => new(
        Value(configuration, "AZURE_CLIENT_ID"),
        Value(configuration, "AZURE_TENANT_ID"),
        Value(configuration, "AZURE_FEDERATED_TOKEN_FILE"),
        Value(configuration, "AZURE_AUTHORITY_HOST"));

    /// <summary>What the workspace names goes before what the pod has.</summary>
    /// <exception cref="DependencyMissingException">Neither has it.</exception>
    public AzureFederatedCredential Credential(AzureWorkloadIdentityAuth asked) => new(
        asked.TenantId ?? TenantId ?? throw Missing("spec.auth.azureWorkloadIdentity.tenantId", "AZURE_TENANT_ID", "azure.workload.identity/tenant-id"),
        asked.ClientId ?? ClientId ?? throw Missing("spec.auth.azureWorkloadIdentity.clientId", "AZURE_CLIENT_ID", "azure.workload.identity/client-id"),
        AuthorityHost is null ? null : Authority(AuthorityHost),
        new MountedToken(
            TokenFile ?? throw new DependencyMissingException(
                "No token for Entra ID is mounted into the operator (AZURE_FEDERATED_TOKEN_FILE): its pod needs the label azure.workload.identity/use: "
                    + "\"true\" (in the chart: podLabels) in a cluster with the webhook of azure-workload-identity"),
            AzureWorkloadIdentityTokenSource.Operation));

    private static string? Value(IConfiguration configuration, string name) => configuration[name]?.Trim() is { Length: > 0 } value ? value : null;

    private static DependencyMissingException Missing(string field, string variable, string annotation) => new(
        $"{field} is needed where the operator has no {variable}: set it, or annotate the operator's ServiceAccount with {annotation} (in the chart: "
            + "serviceAccount.annotations)");

    /// <summary>The token goes there, so it must be a host that proves itself; this machine is for tests.</summary>
    private static Uri Authority(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0
            && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            ? new Uri(uri, "/")
            : throw new DependencyMissingException($"AZURE_AUTHORITY_HOST of the operator is {text}, which is no https address");
}
