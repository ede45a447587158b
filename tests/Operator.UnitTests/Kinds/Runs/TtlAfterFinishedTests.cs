using Operator.Kinds.Runs;
using Operator.UnitTests.Kinds.Harness;

namespace Operator.UnitTests.Kinds.Runs;

/// <summary>ttlSecondsAfterFinished: the resource goes that long after the end, whichever process counts.</summary>
public sealed class TtlAfterFinishedTests
{
    [Fact]
    public async Task Reconcile_ATimeToLive_DeletesTheResourceThatLongAfterTheEndAndNotBefore()
    {
        await using var run = await RunHarness.RunningAsync(spec => spec.TtlSecondsAfterFinished = 600);
        run.Time.Advance(TimeSpan.FromSeconds(72));
        run.Remote.Runs.Finish(run.RunId);
        Assert.Equal(TimeSpan.FromSeconds(600), Whole(await run.PassAsync()));
        run.Forget();
        var waiting = await run.PassAfterAsync(TimeSpan.FromSeconds(590));
        Assert.Empty(run.Writes);
        Assert.Equal(TimeSpan.FromSeconds(10), Whole(waiting));

        run.Restart();
        await run.PassAfterAsync(TimeSpan.FromSeconds(10));

        var deletion = Assert.Single(run.Writes);
        Assert.Equal((HttpMethod.Delete, RunHarness.Path), (deletion.Method, deletion.Path));
        Assert.Contains($"\"uid\":\"{RunHarness.Uid}\"", deletion.Body, StringComparison.Ordinal);
        Assert.True(await run.FinalizeAsync());
        Assert.Equal(0, run.CallCount);
    }

    [Fact]
    public async Task Reconcile_ATimeToLiveOfARunThatNeverStarted_CountsFromItsCancellation()
    {
        await using var run = await RunHarness.StartAsync(spec => (spec.Cancel, spec.TtlSecondsAfterFinished) = (true, 60));
        Assert.Equal(TimeSpan.FromSeconds(60), Whole(await run.PassAsync()));

        await run.PassAfterAsync(TimeSpan.FromSeconds(60));

        Assert.True(run.IsGone);
        Assert.Equal(0, run.CallCount);
    }

    [Fact]
    public async Task Reconcile_ATimeToLiveThatWasTakenOutMeanwhile_DeletesNothing()
    {
        await using var run = await RunHarness.EndedAsync(change: spec => spec.TtlSecondsAfterFinished = 60);
        run.Edit(spec => spec.TtlSecondsAfterFinished = null);

        await run.PassAfterAsync(TimeSpan.FromDays(1));

        Assert.DoesNotContain(run.Writes, write => write.Method == HttpMethod.Delete);
    }

    [Fact]
    public async Task Reconcile_AnotherResourceOfTheSameNameMeanwhile_IsNotDeleted()
    {
        await using var run = await RunHarness.EndedAsync(change: spec => spec.TtlSecondsAfterFinished = 0);
        run.EditUnseen(stored => stored["metadata"]!["uid"] = "another");

        await Assert.ThrowsAnyAsync<Operator.Runtime.Client.ApiServerException>(() => run.PassAsync());

        Assert.Null(run.Stored["metadata"]!["deletionTimestamp"]);
    }

    [Theory]
    [InlineData("""{"annotations":{"argocd.argoproj.io/tracking-id":"app:databricks-operator.io/DatabricksJobRun:team/nightly"}}""", "Argo CD")]
    [InlineData("""{"labels":{"kustomize.toolkit.fluxcd.io/name":"team"}}""", "Flux")]
    public async Task Start_WithATimeToLiveOfWhatAGitOpsToolAppliesAgain_WarnsAtTheStartAndAtTheDeletion(string metadata, string tool)
    {
        await using var run = await RunHarness.StartAsync(spec => spec.TtlSecondsAfterFinished = 60);
        run.Patch($"{{\"metadata\":{metadata}}}");
        await run.PassAsync();
        await run.PassAsync();
        var warning = Assert.Single(run.Events, text => text.StartsWith("Warning WillRunAgain: ", StringComparison.Ordinal));
        Assert.Contains($"{tool} (", warning, StringComparison.Ordinal);
        run.Remote.Runs.Finish(run.RunId);
        await run.PassAsync();
        await run.PassAsync();
        Assert.Single(run.Events, warning);

        await run.PassAfterAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(2, run.Events.Count(text => text == warning));
    }

    [Theory]
    [InlineData(60, """{"annotations":{"argocd.argoproj.io/tracking-id":"app","argocd.argoproj.io/hook":"PostSync"}}""")]
    [InlineData(60, """{"labels":{"app.kubernetes.io/instance":"app"}}""")]
    [InlineData(null, """{"annotations":{"argocd.argoproj.io/tracking-id":"app"}}""")]
    public async Task Start_OfARunThatIsNotAppliedAgain_WarnsOfNothing(int? seconds, string metadata)
    {
        await using var run = await RunHarness.StartAsync(spec => spec.TtlSecondsAfterFinished = seconds);
        run.Patch($"{{\"metadata\":{metadata}}}");

        await run.PassAsync();
        await run.PassAsync();

        Assert.DoesNotContain(run.Events, text => text.Contains(TtlUnderGitOps.Reason, StringComparison.Ordinal));
    }

    private static TimeSpan Whole(PassEnd result) => TimeSpan.FromSeconds(Math.Round(result.RequeueAfter!.Value.TotalSeconds));
}
