using Operator.Databricks;
using Operator.Databricks.Authentication;
using Operator.Databricks.Http;
using Operator.Options;

namespace Operator.Workspaces;

/// <summary>Reads which workspace the environment names, from the variables every Databricks tool uses.</summary>
internal static class DefaultWorkspace
{
    /// <summary>Null when there is none; a half or wrong configuration is an error.</summary>
    public static WorkspaceClientOptions? Read(IConfiguration configuration, OperatorOptions options, TimeProvider time)
    {
        if (configuration["DATABRICKS_HOST"] is not { Length: > 0 } text)
        {
            return null;
        }

        if (options.DefaultWorkspace.Length > 0)
        {
            throw new StartupException(
                $"DATABRICKS_HOST and the option defaultWorkspace ({options.DefaultWorkspace}) exclude each other: "
                    + "both name the workspace of objects that name none");
        }

        if (!WorkspaceHost.TryParse(text.TrimEnd('/'), options.AllowInsecureHosts, out var host, out var reason))
        {
            throw new StartupException($"DATABRICKS_HOST cannot be used: {reason}");
        }

        var tokens = Credential(configuration, host, time);
        return new WorkspaceClientOptions
        {
            Host = host,
            Name = EnvironmentWorkspace.Name,
            TokenSource = tokens,
            Credential = () => tokens is StaticTokenSource
                ? "the variable DATABRICKS_TOKEN (in the chart the Secret of databricks.existingSecret, key token); a new value needs a restart"
                : "the variables DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET (in the chart the Secret of databricks.existingSecret, keys client-id and "
                    + "client-secret); new values need a restart",
            UserAgentVersion = ThisVersion(),
        };
    }

    private static ITokenSource Credential(IConfiguration configuration, WorkspaceHost host, TimeProvider time)
    {
        var token = configuration["DATABRICKS_TOKEN"]?.Trim();
        var (id, secret) = (configuration["DATABRICKS_CLIENT_ID"]?.Trim(), configuration["DATABRICKS_CLIENT_SECRET"]?.Trim());
        return (string.IsNullOrEmpty(token), string.IsNullOrEmpty(id), string.IsNullOrEmpty(secret)) switch
        {
            (false, true, true) when !token!.All(character => character is > ' ' and <= '~') =>
                throw new StartupException("DATABRICKS_TOKEN is not a token: it contains white space or characters that are not printable ASCII"),
            (false, true, true) => new StaticTokenSource(new Secret(token!)),
            (true, false, false) => new OAuthM2MTokenSource(host, id!, new Secret(secret!), time),
            (true, true, true) => throw new StartupException(
                "DATABRICKS_HOST is set, but neither DATABRICKS_TOKEN nor DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET are"),
            (false, _, _) => throw new StartupException(
                "DATABRICKS_TOKEN and DATABRICKS_CLIENT_ID/DATABRICKS_CLIENT_SECRET exclude each other; set one of them"),
            _ => throw new StartupException("DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET go together; one of them is missing"),
        };
    }

    /// <summary>The operator's version, for the User-Agent.</summary>
    public static string ThisVersion() => typeof(DefaultWorkspace).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
