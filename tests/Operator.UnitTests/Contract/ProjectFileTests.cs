using System.Diagnostics;
using System.Text.RegularExpressions;
using Operator.UnitTests.Schema;

namespace Operator.UnitTests.Contract;

/// <summary>What several files of the project say is the same in all of them.</summary>
public sealed partial class ProjectFileTests
{
    public static TheoryData<string, string> Versions => new()
    {
        { "charts/databricks-operator/Chart.yaml", @"^version: (.+)$" },
        { "charts/databricks-operator/Chart.yaml", @"^appVersion: (.+)$" },
        { "config/manager/kustomization.yaml", @"^ +newTag: (.+)$" },
    };

    public static TheoryData<string> DocumentsWithCommands => ["CONTRIBUTING.md", "README.md", ".github/PULL_REQUEST_TEMPLATE.md"];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Version_WhereverItStands_IsThatOfTheProgram(string file, string pattern) =>
        Assert.Equal(Of("Directory.Build.props", "<Version>(.+)</Version>"), Of(file, pattern));

    [Fact]
    public void Sdk_OfTheDevelopmentContainer_IsThatOfTheProject()
    {
        var feature = Of("global.json", @"""version"": ""(\d+\.\d+)\.");

        Assert.Matches($@"devcontainers/dotnet:\d+-{Regex.Escape(feature)}", Text(".devcontainer/devcontainer.json"));
    }

    [Theory]
    [MemberData(nameof(DocumentsWithCommands))]
    public void Command_ThatADocumentNames_IsATargetOfTheMakefile(string document)
    {
        var targets = Target().Matches(Text("Makefile")).Select(target => target.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

        var named = Command().Matches(Text(document)).SelectMany(command => command.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Empty(named.Except(targets));
    }

    [Fact]
    public void Targets_OfTheMakefile_AreAllPhonyAndExplained()
    {
        var phony = Of("Makefile", @"^\.PHONY: (.+)$").Split(' ');

        Assert.Equal(phony, Target().Matches(Text("Makefile")).Select(target => target.Groups[1].Value));
    }

    /// <summary>Files that a user names after `dotnet run --project src/Operator --` are those of the folder the user is in.</summary>
    [Fact]
    public async Task Program_RunFromAClone_WorksInTheFolderOfWhoeverCallsIt()
    {
        var project = Path.Combine(Repository.Root, "src", "Operator", "Operator.csproj");
        using var evaluation = Process.Start(
            new ProcessStartInfo("dotnet", ["msbuild", project, "-getProperty:RunWorkingDirectory"]) { RedirectStandardOutput = true })!;

        Assert.Equal("", (await evaluation.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim());
        await evaluation.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, evaluation.ExitCode);
    }

    private static string Of(string file, string pattern) =>
        Regex.Match(Text(file), pattern, RegexOptions.Multiline) is { Success: true } match
            ? match.Groups[1].Value
            : throw new InvalidDataException($"{file} has no {pattern}");

    private static string Text(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));

    /// <summary>As `make help` finds them.</summary>
    [GeneratedRegex("^([a-z-]+):.*## .+$", RegexOptions.Multiline)]
    private static partial Regex Target();

    /// <summary>In code marks, with its targets; not the variables behind them.</summary>
    [GeneratedRegex("`make ((?:[a-z-]+ ?)+)")]
    private static partial Regex Command();
}
