using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Reconciling;

namespace Operator.Kinds.Compute;

/// <summary>A property that ends in SecretRef stands for the REST field without that ending; the secret goes into the request and nowhere else.</summary>
internal static class ClusterSettingSecrets
{
    /// <exception cref="DependencyMissingException">A Secret or an entry of it is not there yet.</exception>
    public static async Task AddAsync(this SecretReader secrets, string @namespace, ClusterSettings settings, JsonObject body, CancellationToken cancellationToken)
    {
        if (settings.DockerImage?.BasicAuth is { } auth && body["docker_image"]?["basic_auth"] is JsonObject login)
        {
            login["password"] = await secrets.ReadAsync(@namespace, auth.PasswordSecretRef, cancellationToken).ConfigureAwait(false);
        }

        if (settings.AzureAttributes?.LogAnalyticsInfo?.LogAnalyticsPrimaryKeySecretRef is { } key && body["azure_attributes"]?["log_analytics_info"] is JsonObject analytics)
        {
            analytics["log_analytics_primary_key"] = await secrets.ReadAsync(@namespace, key, cancellationToken).ConfigureAwait(false);
        }
    }
}
