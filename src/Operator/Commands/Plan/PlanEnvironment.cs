namespace Operator.Commands.Plan;

/// <summary>The environment of a plan.</summary>
internal static class PlanEnvironment
{
    private static readonly string[] Settings = ["host", "token", "client_id", "client_secret"];

    /// <summary>The workspace of objects that name none is that of a profile where the environment names none.</summary>
    public static IConfiguration WithLogin(IConfiguration environment, WorkspaceLogin? login)
    {
        var given = Settings.ToDictionary(name => $"DATABRICKS_{name.ToUpperInvariant()}", name => (string?)null);
        foreach (var name in login is { Host.Length: > 0 } ? Settings : [])
        {
            given[$"DATABRICKS_{name.ToUpperInvariant()}"] = name == "host" ? login!.Host : login![name];
        }

        return new ConfigurationBuilder().AddConfiguration(environment).AddInMemoryCollection(given).Build();
    }
}
