using Operator.FaultTests.Injections;

namespace Operator.FaultTests.Reports;

/// <summary>The page speaks of what the tests try, and of nothing else.</summary>
public sealed class ReliabilityPageTests
{
    private static readonly string Text = File.ReadAllText(ReliabilityPage.File);

    /// <summary>A number that no recorded run has shown does not stand there.</summary>
    [Fact]
    public void Page_OfTheMatrix_SaysWhatIsRecorded() => Assert.Equal(ReliabilityPage.Write(Text, FaultRecord.Read()), Text);

    [Fact]
    public void Page_OfThePromises_ListsEachOracle() => Assert.Equal(ReliabilityPage.AllPromises, ReliabilityPage.Listed(Text));

    [Fact]
    public void Write_IntoThePage_ReplacesTheTablesAlone()
    {
        var written = ReliabilityPage.Write(Text, [Result("cluster", 7), Result("run", 3)]);

        Assert.Contains($"| {FaultClass.Crash} | 10 | 8 | 5 s | 3 min |", written, StringComparison.Ordinal);
        Assert.Contains("| cluster | 7 | 6 |", written, StringComparison.Ordinal);
        Assert.All(FaultClass.All, name => Assert.Contains($"\n| {name} | ", ReliabilityPage.Tables(written), StringComparison.Ordinal));
        Assert.Equal(Text.Split("<!-- matrix")[0], written.Split("<!-- matrix")[0]);
        Assert.Equal(Text.Split("<!-- end of matrix -->")[1], written.Split("<!-- end of matrix -->")[1]);
    }

    [Fact]
    public void Merge_OfARunOfOneScenario_KeepsTheLinesOfTheOthers() => Assert.Equal(
        [Result("cluster", 9), Result("run", 3)], FaultRecord.Merge([Result("cluster", 7), Result("run", 3)], [Result("cluster", 9)]));

    [Fact]
    public void Parse_OfALine_IsTheResult()
    {
        var (whole, without) = (Result("run", 3), Result("run", 3) with { Median = null, Longest = null });

        Assert.Equal([whole, without], [FaultResult.Parse(whole.ToLine()), FaultResult.Parse(without.ToLine())]);
    }

    [Fact]
    public void Classes_OfAllFaults_AreThoseOfTheMatrix() => Assert.Empty(
        WorkspaceFaults.All.Cast<Fault>().Concat(KubernetesFaults.All).Select(fault => fault.Class).Except(FaultClass.All));

    private static FaultResult Result(string scenario, int faults) =>
        new(scenario, FaultClass.Crash, faults, faults - 1, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(3));
}
