using System.CommandLine;

namespace Operator.Commands;

/// <summary>Options about the hosts that a command calls.</summary>
internal static class HostOptions
{
    public static Option<bool> AllowInsecure() => new("--allow-insecure-hosts")
    {
        Description = "Accept workspaces at http hosts, IP addresses and localhost; for tests only.",
    };
}
