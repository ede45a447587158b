using Operator.FaultTests.Injections;
using Operator.FaultTests.Oracles;
using Operator.FaultTests.Sweeps;

namespace Operator.FaultTests.Walks;

/// <summary>Whatever people do in whatever order, and whatever goes wrong meanwhile, every promise is kept.</summary>
[Collection(SweepCollection.Name)]
public sealed class WalkTests
{
    private static readonly WorkspaceFault SentTwice = new(FaultClass.LostReply, "sent twice", exchange =>
    {
        exchange.PerformLater(TimeSpan.Zero);
        return exchange.PerformAsync();
    })
    { OnlyChanges = true };

    [Fact]
    public async Task Walk_OfEachSeed_BreaksNoPromise()
    {
        var failures = await WalkSet.RunAsync(WalkSet.Steps is null ? WalkSet.Seeds : [], text => TestContext.Current.TestOutputHelper?.WriteLine(text));

        Assert.True(failures.Count == 0, $"{failures.Count} walks failed.\n{string.Join('\n', failures)}");
    }

    /// <summary>
    /// An object was found in a list after the reply to its creation was lost. No resource had recorded its id while that list was read, so the operator read
    /// no further list and did not notice drift. A notebook was imported and the status not stored; once an update had failed, the operator did not know it
    /// any more. The response to an import was lost and the notebook edited, so that no resource can recognise it. The spec was edited and reverted while reads
    /// were stale, and the next process relied on the stale state that the former one had recorded.
    /// </summary>
    [Theory]
    [InlineData("Workspace call +1: 504 as a page after the effect; apply warehouse; 30 min; warehouse resized")]
    [InlineData("apply other cluster; Workspace call +11: 401; apply job; Kubernetes call +4: silent after the effect; apply cluster; 10 s; "
        + "Kubernetes call +3: 403; apply notebook; edit notebook {\"content\":\"print(2)\"}")]
    [InlineData("Workspace call +1: 500 after the effect; apply notebook; notebook rewritten")]
    [InlineData("Kubernetes call +1: after it, delete notebook; Workspace call +1: 500 after the effect; apply notebook; notebook rewritten")]
    [InlineData("Workspace call +5: reset after the effect; Workspace call +10: deposed during the call; apply job; 1 min; apply notebook; "
        + "Kubernetes call +4: before it, edit notebook {\"content\":\"print(2)\"}; apply cluster")]
    [InlineData("apply notebook; Workspace call +10: killed after the call; 6 min; 6 min; Workspace call +3: reads lag for 40 s; "
        + "edit notebook {\"content\":\"print(2)\"}; Workspace call +2: deposed during the call; apply notebook; apply warehouse")]
    public Task Walk_ThatFailedOnce_BreaksNoPromise(string steps) => TakeAsync(steps);

    [Fact]
    public Task Walk_OfTheGivenSteps_BreaksNoPromise() => TakeAsync(WalkSet.Steps ?? "apply cluster; 1 min; delete cluster");

    /// <summary>An operator that sends a creation twice is found, and nothing is left of the walk but what shows it.</summary>
    [Fact]
    public async Task Walk_WithAPlantedFault_FailsAndIsShortened()
    {
        var planted = new WalkStep("the next creation is sent twice", scene => scene.Arm(SentTwice, 0));
        IReadOnlyList<WalkStep> walk =
            [.. WalkGenerator.Of(1, 4), .. WalkSteps.Read("rotate the credential; resume the workspace"), planted, .. WalkSteps.Read("apply cluster; 10 s")];

        var shortest = await WalkGenerator.ShrinkAsync(walk, async shorter => (await Walk.RunAsync(shorter)).Any(IsOfTwo));

        Assert.Equal([planted.Text, "apply cluster"], shortest.Select(step => step.Text));
    }

    [Fact]
    public void Walk_OfTheSameSeed_IsTheSame()
    {
        Assert.Equal(WalkGenerator.Of(7, 30).Select(step => step.Text), WalkGenerator.Of(7, 30).Select(step => step.Text));
        Assert.NotEqual(WalkGenerator.Of(7, 30).Select(step => step.Text), WalkGenerator.Of(8, 30).Select(step => step.Text));
    }

    private static async Task TakeAsync(string steps)
    {
        var violations = await Walk.RunAsync(WalkSteps.Read(steps));

        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    private static bool IsOfTwo(string violation) => violation.StartsWith(Promise.OneRemote.Text(), StringComparison.Ordinal);
}
