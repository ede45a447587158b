using System.Text;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Runs;

namespace Operator.UnitTests.Kinds.Runs;

/// <summary>However much the tasks of a run print, its status keeps a bounded part of it.</summary>
public sealed class OutputBudgetTests
{
    [Theory]
    [InlineData("x")]
    [InlineData("é")]
    [InlineData("漢")]
    [InlineData("👍")]
    public void Fit_AllTextsOfAllTasksAtTheirLongest_KeepsSixtyFourKibibytesTogetherInWholeCharacters(string character)
    {
        var outputs = Enumerable.Range(0, StatusLimits.Outputs).Select(index => Longest($"t{index}", character)).ToList();

        OutputBudget.Fit(outputs);

        var texts = outputs.SelectMany(Texts).ToList();
        Assert.InRange(texts.Sum(Encoding.UTF8.GetByteCount), StatusLimits.OutputTotal - (texts.Count * 4), StatusLimits.OutputTotal);
        Assert.Equal(4 * StatusLimits.Outputs, texts.Count);
        Assert.All(texts, text => Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))));
        Assert.All(outputs, output => Assert.Equal(["error", "errorTrace", "logs", "result"], output.Truncated!));
    }

    [Fact]
    public void Fit_ShortTextsBesideLongOnes_StayWhole()
    {
        var logs = OutputText.Tail($"{new string('a', 5000)}the end").Text;
        var outputs = Enumerable.Range(0, StatusLimits.Outputs)
            .Select(index => new RunTaskOutput { TaskKey = $"t{index}", Error = "NameError: name 'x' is not defined", Logs = logs }).ToList();

        OutputBudget.Fit(outputs);

        Assert.All(outputs, output => Assert.Equal("NameError: name 'x' is not defined", output.Error));
        Assert.All(outputs, output => Assert.EndsWith("the end", output.Logs, StringComparison.Ordinal));
        Assert.All(outputs, output => Assert.Equal(["logs"], output.Truncated!));
        Assert.InRange(outputs.SelectMany(Texts).Sum(Encoding.UTF8.GetByteCount), 60_000, StatusLimits.OutputTotal);
    }

    [Fact]
    public void Fit_WhatHasRoom_IsLeftAsItIs()
    {
        var outputs = Enumerable.Range(0, 4).Select(index => Longest($"t{index}", "x")).ToList();

        OutputBudget.Fit(outputs);

        Assert.All(outputs.SelectMany(Texts), text => Assert.Equal(StatusLimits.Output, text.Length));
        Assert.All(outputs, output => Assert.Null(output.Truncated));
    }

    [Fact]
    public void Fit_ReasonsWhyNothingCouldBeRead_CountAsWell()
    {
        var reason = new string('漢', StatusLimits.Name);
        var outputs = Enumerable.Range(0, StatusLimits.Outputs).Select(index => new RunTaskOutput { TaskKey = $"t{index}", Unavailable = reason }).ToList();

        OutputBudget.Fit(outputs);

        Assert.InRange(outputs.Sum(output => Encoding.UTF8.GetByteCount(output.Unavailable!)), 60_000, StatusLimits.OutputTotal);
    }

    private static RunTaskOutput Longest(string key, string character)
    {
        var text = OutputText.Head(string.Concat(Enumerable.Repeat(character, StatusLimits.Output / Encoding.UTF8.GetByteCount(character)))).Text;
        return new RunTaskOutput { TaskKey = key, Result = text, Error = text, ErrorTrace = text, Logs = text };
    }

    private static IEnumerable<string> Texts(RunTaskOutput output) => new[] { output.Result, output.Error, output.ErrorTrace, output.Logs }.OfType<string>();
}
