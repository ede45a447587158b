using System.Text;
using System.Text.Json.Nodes;
using Operator.Options;

namespace Operator.Commands.Plan;

/// <summary>A way into a workspace that the person who runs a command has: a profile of ~/.databrickscfg, or the environment.</summary>
/// <param name="Name">Of the profile, for people.</param>
/// <param name="Settings">As the file and the variables name them: host, token, client_id and so on.</param>
internal sealed record WorkspaceLogin(string Name, IReadOnlyDictionary<string, string> Settings)
{
    private const string Entry = "credential";

    public string Host => Normalise(Settings.GetValueOrDefault("host") ?? "");

    /// <summary>It says as whom to sign in.</summary>
    public bool IsComplete => HasToken || HasClient || HasAzureClient;

    public string? this[string setting] => Settings.TryGetValue(setting, out var value) && value.Length > 0 ? value : null;

    /// <summary>As spec.auth of a DatabricksWorkspace says it.</summary>
    /// <param name="secret">The name of the Secret that holds what is secret of it.</param>
    /// <exception cref="StartupException">It signs in in a way that a program cannot.</exception>
    public JsonObject Auth(string secret)
    {
        var reference = new JsonObject { ["name"] = secret, ["key"] = Entry };
        return this switch
        {
            { HasToken: true } => new JsonObject { ["token"] = new JsonObject { ["secretKeyRef"] = reference } },
            { HasAzureClient: true } => new JsonObject
            {
                ["azureClientSecret"] = new JsonObject
                {
                    ["tenantId"] = this["azure_tenant_id"],
                    ["clientId"] = this["azure_client_id"],
                    ["clientSecretRef"] = reference,
                },
            },
            { HasClient: true } => new JsonObject { ["oauthM2M"] = new JsonObject { ["clientId"] = this["client_id"], ["clientSecretRef"] = reference } },
            _ => throw new StartupException(
                $"{Name} has neither a token nor a client with its secret. For a sign-in through the browser, set DATABRICKS_TOKEN to the output of "
                    + "`databricks auth token`"),
        };
    }

    /// <summary>The Secret that <see cref="Auth"/> refers to.</summary>
    public JsonObject Secret(string @namespace, string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace, ["uid"] = name },
        ["data"] = new JsonObject
        {
            [Entry] = Convert.ToBase64String(Encoding.UTF8.GetBytes(this["token"] ?? this["azure_client_secret"] ?? this["client_secret"] ?? "")),
        },
    };

    /// <summary>Two ways to write one host are the same host.</summary>
    public static string Normalise(string host)
    {
        var text = host.Trim().TrimEnd('/');
        return text.Length == 0 || text.Contains("://", StringComparison.Ordinal) ? text.ToLowerInvariant() : $"https://{text.ToLowerInvariant()}";
    }

    private bool HasToken => this["token"] is not null;

    private bool HasClient => this["client_id"] is not null && this["client_secret"] is not null;

    private bool HasAzureClient => this["azure_tenant_id"] is not null && this["azure_client_id"] is not null && this["azure_client_secret"] is not null;

    /// <summary>What is secret stays out of every text.</summary>
    public override string ToString() => $"{Name} ({Host})";
}
