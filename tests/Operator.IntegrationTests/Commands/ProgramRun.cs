using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Commands;

/// <summary>The program as a person starts it in a terminal, with an environment of its own.</summary>
/// <param name="Exit">Its exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
internal sealed record ProgramRun(int Exit, string Output, string Errors)
{
    /// <summary>What this machine or the runner of the tests may have set, and no test of a command may depend on.</summary>
    private static readonly string[] Unset = ["KUBECONFIG", "DATABRICKS_HOST", "DATABRICKS_TOKEN", "DATABRICKS_CONFIG_PROFILE", "NO_COLOR"];

    public static ChildProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var own = Environment(environment);
        var unset = Unset.Where(name => own[name].Length == 0).Select(name => $"--unset={name}");
        // A shell that started the tests in its background has the signal of Ctrl-C ignored, and that is inherited.
        return ChildProcess.Start("env", ["--default-signal=INT", .. unset, "dotnet", OperatorProcess.Program, .. arguments], own);
    }

    public static async Task<ProgramRun> OfAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var child = Start(arguments, environment);
        var exit = await child.WaitAsync(TestContext.Current.CancellationToken);
        return new ProgramRun(exit, string.Concat(child.Lines.Select(line => $"{line}\n")), child.Errors);
    }

    /// <summary>Nothing of what the person has, and what is given.</summary>
    public static Dictionary<string, string> Environment(IReadOnlyDictionary<string, string>? further)
    {
        var environment = Unset.ToDictionary(name => name, _ => "");
        (environment["HOME"], environment["DATABRICKS_CONFIG_FILE"], environment["OPERATOR__ALLOWINSECUREHOSTS"]) =
            (Path.Combine(Path.GetTempPath(), "no-such-home"), "/nowhere", "true");
        foreach (var (name, value) in further ?? new Dictionary<string, string>())
        {
            environment[name] = value;
        }

        return environment;
    }
}
