using System.CommandLine;
using System.Reflection;
using Operator.Api.V1Alpha1;

namespace Operator.Commands;

/// <summary><c>version</c>: which version this is, and which version of the API it knows.</summary>
internal static class VersionCommand
{
    public static Command Create()
    {
        var command = new Command("version", "Print the version of this program and of the API that it knows.");
        command.SetAction(result => result.InvocationConfiguration.Output.Write($"databricks-operator {Version}\n{ApiGroup.ApiVersion}\n"));
        return command;
    }

    /// <summary>With the commit, where the build knew it.</summary>
    private static string Version =>
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
