using System.Text.RegularExpressions;

namespace Operator.UnitTests.Schema;

/// <summary>One version in all places that name it: an image that is built and one that is asked for have to be the same.</summary>
public sealed class VersionTests
{
    [Theory]
    [InlineData("charts/databricks-operator/Chart.yaml", "(?m)^version: \"?([^\"\\s]+)\"?$")]
    [InlineData("charts/databricks-operator/Chart.yaml", "(?m)^appVersion: \"?([^\"\\s]+)\"?$")]
    [InlineData("config/manager/kustomization.yaml", "(?m)^ +newTag: \"?([^\"\\s]+)\"?$")]
    [InlineData("config/components/simulator/kustomization.yaml", "(?m)^ +newTag: \"?([^\"\\s]+)\"?$")]
    public void Version_OfAFile_IsThatOfTheProgram(string path, string pattern) =>
        Assert.Equal(Read("Directory.Build.props", "<Version>([^<]+)</Version>"), Read(path, pattern));

    private static string Read(string path, string pattern) =>
        Assert.Single(Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, path)), pattern)).Groups[1].Value;
}
