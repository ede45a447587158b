using Operator.FaultTests.Injections;

namespace Operator.FaultTests.Reports;

/// <summary>The page speaks of what the tests try, and of nothing else.</summary>
public sealed class ReliabilityPageTests
{
    private static readonly string Text = File.ReadAllText(ReliabilityPage.File);

    [Fact]
    public void Page_OfTheMatrix_HasARowForEachClassOfFaults() => Assert.Equal(FaultClass.All, ReliabilityPage.Classes(Text));

    [Fact]
    public void Page_OfThePromises_ListsEachOracle() => Assert.Equal(ReliabilityPage.AllPromises, ReliabilityPage.Listed(Text));

    [Fact]
    public void Write_IntoThePage_ReplacesTheTableAlone()
    {
        var written = ReliabilityPage.Write(Text);

        Assert.Equal(FaultClass.All, ReliabilityPage.Classes(written));
        Assert.Equal(Text.Split("<!-- matrix")[0], written.Split("<!-- matrix")[0]);
        Assert.Equal(Text.Split("<!-- end of matrix -->")[1], written.Split("<!-- end of matrix -->")[1]);
    }

    [Fact]
    public void Classes_OfAllFaults_AreThoseOfTheMatrix() => Assert.Empty(
        WorkspaceFaults.All.Cast<Fault>().Concat(KubernetesFaults.All).Select(fault => fault.Class).Except(FaultClass.All));
}
