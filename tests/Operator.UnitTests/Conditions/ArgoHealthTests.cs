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

    private static JsonNode Read(string file) => ArgoTestdata.Read(Folder, file);
}
