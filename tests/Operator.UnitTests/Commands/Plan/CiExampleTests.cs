using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Operator.Commands.Manifests;
using Operator.UnitTests.Schema;

namespace Operator.UnitTests.Commands.Plan;

/// <summary>The scripts of examples/ci, carried out with functions in place of what is not on this machine.</summary>
public sealed partial class CiExampleTests : IDisposable
{
    private const string GitHub = "github";

    /// <summary>What a reviewer gets to read is a file; the posting is not tried.</summary>
    private const string Surroundings = """
        jq() { :; }
        curl() { cat >/dev/null; }
        GITHUB_OUTPUT=output GITHUB_STEP_SUMMARY=summary DATABRICKS_OPERATOR_IMAGE=image GITLAB_TOKEN=token
        CI_PROJECT_DIR=. CI_API_V4_URL=https://git.example.com CI_PROJECT_ID=1 CI_MERGE_REQUEST_IID=1
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("ci-").FullName;

    [Theory]
    [InlineData(GitHub, 1)]
    [InlineData("gitlab", 1)]
    public async Task Comment_WithoutAPlan_SaysWhyThereIsNone(string host, int expected)
    {
        var exit = await RunAsync(host, "docker() { echo 'plan: the credential was refused' >&2; return 1; }");

        Assert.Equal(expected, exit);
        Assert.Equal("There is no plan:\n\n    plan: the credential was refused\n", await ReadAsync("plan.md"));
    }

    [Theory]
    [InlineData(GitHub, 0)]
    [InlineData("gitlab", 0)]
    [InlineData(GitHub, 1)]
    [InlineData("gitlab", 1)]
    public async Task Comment_OfAPlan_IsThePlanAlone(string host, int code)
    {
        var exit = await RunAsync(host, $"docker() {{ echo 'Planning' >&2; echo '### Plan'; return {code}; }}");

        Assert.Equal(code, exit);
        Assert.Equal("### Plan\n", await ReadAsync("plan.md"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<int> RunAsync(string host, string docker)
    {
        var script = $"{docker}\n{Surroundings}\n{Expression().Replace(ScriptOf(host), "")}";
        using var bash = Process.Start(
            new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script]) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        // The last step of GitHub's job ends as this output says.
        return host == GitHub ? int.Parse((await ReadAsync("output")).Split('=')[1], CultureInfo.InvariantCulture) : bash.ExitCode;
    }

    private static string ScriptOf(string host)
    {
        var plan = YamlReader.Read(File.ReadAllText(Path.Combine(Repository.Root, "examples", "ci", host, "plan.yaml")))!;
        return host == GitHub
            ? (string)plan["jobs"]!["plan"]!["steps"]!.AsArray().Single(step => (string?)step!["id"] == "plan")!["run"]!
            : (string)plan["plan"]!["script"]!.AsArray()[^1]!;
    }

    private Task<string> ReadAsync(string name) => File.ReadAllTextAsync(Path.Combine(folder, name), TestContext.Current.CancellationToken);

    [GeneratedRegex(@"\$\{\{.*?\}\}")]
    private static partial Regex Expression();
}
