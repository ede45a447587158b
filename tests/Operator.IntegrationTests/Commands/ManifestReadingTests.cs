using Operator.Commands.Manifests;
using Operator.IntegrationTests.Harness;
using Operator.UnitTests.Commands.Manifests;

namespace Operator.IntegrationTests.Commands;

/// <summary>Manifests are read as kubectl reads them: YAML has more than one opinion about what is a number, a boolean or a date.</summary>
public sealed class ManifestReadingTests(ControlPlane controlPlane)
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Repository.File("tests", "Operator.UnitTests", "Commands", "Manifests", "corpus"), "*.yaml").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Read_OfAnyFile_IsWhatKubectlCreates(string file)
    {
        var kubectl = await controlPlane.Kubectl.RunAsync(
            "create", "--dry-run=client", "--validate=false", "--namespace", "default", "-o", "json", "-f", file);

        var read = ManifestText.Read(file, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));

        Assert.Empty(read.Problems);
        Assert.Equal(PlainJson.Of(kubectl), read.Manifests.Select(manifest =>
        {
            // kubectl writes into it where it is to go.
            manifest.Content["metadata"]!["namespace"] ??= "default";
            return PlainJson.Of(manifest.Content.ToJsonString()).Single();
        }));
    }
}
