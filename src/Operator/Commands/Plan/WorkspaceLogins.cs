using Operator.Options;

namespace Operator.Commands.Plan;

/// <summary>All ways into workspaces that the person has. The environment comes before the profiles, as with every Databricks tool.</summary>
internal sealed class WorkspaceLogins
{
    private static readonly string[] Variables =
        ["host", "token", "client_id", "client_secret", "azure_tenant_id", "azure_client_id", "azure_client_secret"];

    private readonly IReadOnlyList<WorkspaceLogin> logins;
    private readonly string? chosen;

    private WorkspaceLogins(IReadOnlyList<WorkspaceLogin> logins, string? chosen) => (this.logins, this.chosen) = (logins, chosen);

    /// <summary>The way into the workspace of objects that name none; null where there is none.</summary>
    public WorkspaceLogin? Default => logins.FirstOrDefault(login => login.Name == Environments.Name && login.Host.Length > 0) is { } named
        ? ForHost(named.Host) ?? named
        : Profile(chosen ?? "DEFAULT");

    public static WorkspaceLogins Read(IConfiguration environment)
    {
        var variables = Variables.Select(name => (Name: name, Value: environment[$"DATABRICKS_{name.ToUpperInvariant()}"]?.Trim()))
            .Where(variable => !string.IsNullOrEmpty(variable.Value)).ToDictionary(variable => variable.Name, variable => variable.Value!);
        var file = environment["DATABRICKS_CONFIG_FILE"] is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".databrickscfg");
        IEnumerable<WorkspaceLogin> own = variables.Count > 0 ? [new WorkspaceLogin(Environments.Name, variables)] : [];
        return new WorkspaceLogins([.. own, .. File.Exists(file) ? Parse(File.ReadLines(file)) : []], environment["DATABRICKS_CONFIG_PROFILE"]);
    }

    public static IReadOnlyList<WorkspaceLogin> Parse(IEnumerable<string> lines)
    {
        var profiles = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        var profile = "DEFAULT";
        foreach (var line in lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] is not ('#' or ';')))
        {
            if (line.StartsWith('[') && line.EndsWith(']'))
            {
                profile = line[1..^1].Trim();
            }
            else if (line.IndexOf('=', StringComparison.Ordinal) is var equals and > 0)
            {
                profiles.TryAdd(profile, new Dictionary<string, string>(StringComparer.Ordinal));
                profiles[profile][line[..equals].Trim()] = line[(equals + 1)..].Trim();
            }
        }

        return [.. profiles.Select(pair => new WorkspaceLogin(pair.Key, pair.Value))];
    }

    /// <summary>The way into the workspace at that host; null where there is none.</summary>
    public WorkspaceLogin? ForHost(string host) =>
        logins.FirstOrDefault(login => login.IsComplete && login.Host.Length > 0 && login.Host == WorkspaceLogin.Normalise(host));

    /// <summary>What is meant by the second half of <c>--workspace NAME=PROFILE|HOST</c>.</summary>
    /// <exception cref="StartupException">There is no such profile, and no credential for such a host.</exception>
    public WorkspaceLogin Named(string profileOrHost)
    {
        if (Profile(profileOrHost) is { } profile)
        {
            return profile;
        }

        if (!profileOrHost.Contains('.', StringComparison.Ordinal) && !profileOrHost.Contains("://", StringComparison.Ordinal))
        {
            throw new StartupException($"There is no profile {profileOrHost} in ~/.databrickscfg");
        }

        var login = ForHost(profileOrHost) ?? logins.FirstOrDefault(other => other.Name == Environments.Name && other.Host.Length == 0)
            ?? throw new StartupException(
                $"There is no credential for {profileOrHost}: set DATABRICKS_TOKEN, or add a profile of that host to ~/.databrickscfg");
        return login with { Settings = new Dictionary<string, string>(login.Settings) { ["host"] = WorkspaceLogin.Normalise(profileOrHost) } };
    }

    private WorkspaceLogin? Profile(string name) => logins.FirstOrDefault(login => login.Name == name && name != Environments.Name);

    private static class Environments
    {
        public const string Name = "the environment";
    }
}
