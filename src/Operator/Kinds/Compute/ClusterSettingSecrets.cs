using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Reconciling;

namespace Operator.Kinds.Compute;

/// <summary>The settings of a cluster that come from Secrets. A property that ends in SecretRef stands for the REST field without that ending.</summary>
internal static class ClusterSettingSecrets
{
    public static IEnumerable<SecretSetting> Of(ClusterSpecBase settings)
    {
        if (settings.DockerImage?.BasicAuth?.PasswordSecretRef is { } password)
        {
            yield return new("dockerImage.basicAuth.passwordSecretRef", password, ["docker_image", "basic_auth"], "password");
        }

        if (settings.AzureAttributes?.LogAnalyticsInfo?.LogAnalyticsPrimaryKeySecretRef is { } key)
        {
            yield return new(
                "azureAttributes.logAnalyticsInfo."
                    + "logAnalyticsPrimaryKeySecretRef", key, ["azure_attributes", "log_analytics_info"], "log_analytics_primary_key");
        }
    }

    /// <summary>Puts the values into a request, and nowhere else. Returns those that it put.</summary>
    /// <exception cref="DependencyMissingException">A Secret or an entry of it is not there yet.</exception>
    public static async Task<IReadOnlyList<(SecretSetting Setting, string Value)>> AddAsync(
        this SecretReader secrets, string @namespace, ClusterSpecBase settings, JsonObject body, CancellationToken cancellationToken)
    {
        var added = new List<(SecretSetting, string)>();
        foreach (var setting in Of(settings))
        {
            if (setting.HolderIn(body) is { } holder)
            {
                var value = await secrets.ReadAsync(@namespace, setting.Reference, cancellationToken).ConfigureAwait(false);
                holder[setting.Name] = value;
                added.Add((setting, value));
            }
        }

        return added;
    }
}

/// <summary>A setting that comes from a Secret.</summary>
/// <param name="Path">In the spelling of the spec.</param>
/// <param name="Reference">The Secret and its entry.</param>
/// <param name="Blocks">The objects of the request around the setting, from the outside.</param>
/// <param name="Name">Of the setting in the request.</param>
internal sealed record SecretSetting(string Path, SecretKeyReference Reference, IReadOnlyList<string> Blocks, string Name)
{
    /// <summary>The object that holds the setting; null where extraSettings took it out.</summary>
    public JsonObject? HolderIn(JsonObject body) => Blocks.Aggregate((JsonNode?)body, (node, block) => (node as JsonObject)?[block]) as JsonObject;
}
