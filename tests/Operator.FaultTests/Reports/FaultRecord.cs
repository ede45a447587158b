using Operator.FaultTests.Scenarios;
using Operator.IntegrationTests.Harness;

namespace Operator.FaultTests.Reports;

/// <summary>docs/reliability.csv: of each scenario what its last recorded run has shown. A run of one scenario leaves the lines of the others.</summary>
internal static class FaultRecord
{
    private static readonly string Path = Repository.File("docs", "reliability.csv");

    public static IReadOnlyList<FaultResult> Read() => File.Exists(Path) ? [.. File.ReadLines(Path).Skip(1).Select(FaultResult.Parse)] : [];

    public static IReadOnlyList<FaultResult> Merge(IReadOnlyList<FaultResult> before, IReadOnlyList<FaultResult> now)
    {
        var anew = now.Select(result => result.Scenario).ToHashSet(StringComparer.Ordinal);
        return [.. AllScenarios.All.SelectMany(scenario => (anew.Contains(scenario.Name) ? now : before).Where(result => result.Scenario == scenario.Name))];
    }

    public static void Write(IReadOnlyList<FaultResult> results) =>
        File.WriteAllText(Path, string.Join('\n', [FaultResult.Header, .. results.Select(result => result.ToLine())]) + "\n");
}
