using System.CommandLine;
using System.CommandLine.Invocation;
using Operator.Commands.Conversion;
using Operator.Commands.Doctor;
using Operator.Commands.Import;
using Operator.Commands.Plan;
using Operator.Commands.Release;
using Operator.Commands.Status;

namespace Operator.Commands;

/// <summary>All commands of the program, and what it is called by.</summary>
internal static class CommandTree
{
    /// <summary>A file of this name on the PATH makes <c>kubectl databricks</c>.</summary>
    private const string Plugin = "kubectl-databricks";

    /// <param name="isPlugin">Called by kubectl, where the default is the list of commands and not the operator.</param>
    public static RootCommand Create(bool isPlugin = false)
    {
        var root = new RootCommand("Keeps Databricks workspaces equal to Kubernetes resources.");
        foreach (var command in Commands())
        {
            root.Add(command);
        }

        if (!isPlugin)
        {
            RunCommand.AddTo(root);
        }

        return root;
    }

    /// <summary>True where the first of the process's arguments, which is its name, is that of the plugin.</summary>
    public static bool IsPlugin(IReadOnlyList<string> arguments) =>
        arguments.Count > 0 && Path.GetFileNameWithoutExtension(arguments[0]) == Plugin;

    /// <summary>A mistake in the arguments is said on standard error, and nothing is written to standard output, which a program may read.</summary>
    /// <param name="arguments">Of the process.</param>
    /// <param name="isPlugin">Of kubectl.</param>
    /// <param name="console">What is written to.</param>
    /// <param name="cancellationToken">Ends the command, as Ctrl-C does.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, bool isPlugin, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        var result = Create(isPlugin).Parse(arguments);
        if (result.Action is not ParseErrorAction)
        {
            return await result.InvokeAsync(console, cancellationToken).ConfigureAwait(false);
        }

        foreach (var mistake in result.Errors)
        {
            await console.Error.WriteLineAsync(mistake.Message).ConfigureAwait(false);
        }

        await console.Error.WriteLineAsync("All options are listed by --help.").ConfigureAwait(false);
        return CommandRun.Failed;
    }

    /// <summary>With the name by which the process was called, where the system tells it.</summary>
    public static IReadOnlyList<string> ProcessArguments()
    {
        const string file = "/proc/self/cmdline";
        return File.Exists(file) ? File.ReadAllText(file).Split('\0') : Environment.GetCommandLineArgs();
    }

    private static IEnumerable<Command> Commands() =>
    [
        RunCommand.Create(), PlanCommand.Create(), ImportCommand.Create(), ConvertCommand.Create(), StatusCommand.Create(), DoctorCommand.Create(),
        ReleaseCommand.Create(), CrdsCommand.Create(), SchemaCommand.Create(), CompletionCommand.Create(), VersionCommand.Create(), GenerateCommand.Create(),
    ];
}
