using System.Text.Json.Nodes;
using Operator.UnitTests.GitOps;
using Operator.UnitTests.Schema;

namespace Operator.UnitTests.Conditions;

/// <summary>The health script on its own testdata, which has the layout of Argo CD's repository.</summary>
public sealed class ArgoHealthTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "config", "argocd", "resource_customizations", "databricks-operator.io", "_");

    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (var one in Read("health_test.yaml")["tests"]!.AsArray())
            {
                cases.Add((string)one!["inputPath"]!, (string)one["healthStatus"]!["status"]!, (string)one["healthStatus"]!["message"]!);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Health_OfItsTestdata_IsWhatItsFileSays(string inputPath, string status, string message) =>
        Assert.Equal((status, message), Judges.Argo(Read(inputPath).AsObject()));

    [Fact]
    public void Testdata_OfTheScript_IsAllUsed() => Assert.Equal(
        Directory.GetFiles(Path.Combine(Folder, "testdata")).Select(file => $"testdata/{Path.GetFileName(file)}").Order(StringComparer.Ordinal),
        Cases.Select(one => one.Data.Item1).Order(StringComparer.Ordinal));

    /// <summary>With UPDATE_SNAPSHOTS=1 the picture of docs/gitops.md is drawn in place of being compared.</summary>
    [Fact]
    public async Task Picture_OfTheBook_ShowsWhatTheScriptAnswersInEachSituation()
    {
        var file = Path.Combine(Repository.Root, "docs", "images", "health.svg");
        var drawn = HealthPicture.Draw(Directory.GetFiles(Path.Combine(Folder, "testdata")).Select(RowOf));
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            await File.WriteAllTextAsync(file, drawn, TestContext.Current.CancellationToken);
        }

        Assert.Equal(drawn, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    private static HealthRow RowOf(string path)
    {
        var resource = Read(path).AsObject();
        var (status, message) = Judges.Argo(resource);
        return new HealthRow(Path.GetFileNameWithoutExtension(path).Replace('_', ' '), (string)resource["kind"]!, status, message);
    }

    private static JsonNode Read(string file) => ArgoTestdata.Read(Folder, file);
}
