using Operator.FaultTests.Sweeps;

namespace Operator.FaultTests.Walks;

/// <summary>Whatever people do in whatever order, and whatever goes wrong meanwhile, every promise is kept.</summary>
[Collection(SweepCollection.Name)]
public sealed class WalkTests
{
    [Fact]
    public async Task Walk_OfEachSeed_BreaksNoPromise()
    {
        var failures = await WalkSet.RunAsync(WalkSet.Steps is null ? WalkSet.Seeds : [], text => TestContext.Current.TestOutputHelper?.WriteLine(text));

        Assert.True(failures.Count == 0, $"{failures.Count} walks failed.\n{string.Join('\n', failures)}");
    }

    [Fact]
    public async Task Walk_OfTheGivenSteps_BreaksNoPromise()
    {
        var violations = await Walk.RunAsync(WalkSteps.Read(WalkSet.Steps ?? "apply cluster; 1 min; delete cluster"));

        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    [Fact]
    public void Walk_OfTheSameSeed_IsTheSame()
    {
        Assert.Equal(WalkGenerator.Of(7, 30).Select(step => step.Text), WalkGenerator.Of(7, 30).Select(step => step.Text));
        Assert.NotEqual(WalkGenerator.Of(7, 30).Select(step => step.Text), WalkGenerator.Of(8, 30).Select(step => step.Text));
    }
}
