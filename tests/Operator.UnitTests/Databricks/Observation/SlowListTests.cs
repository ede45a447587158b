using Operator.Databricks.Errors;

namespace Operator.UnitTests.Databricks.Observation;

/// <summary>Lists that take minutes: those who need one do not wait for it, and it is read to its end all the same.</summary>
public sealed class SlowListTests
{
    private const int Pages = 150;

    private static readonly TimeSpan Page = TimeSpan.FromSeconds(1.2);

    private readonly ListGate gate = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ListSince_AListOfMinutes_HoldsACallerForAMomentOnlyAndIsThereInTheEnd()
    {
        var workspace = Workspace();
        var begun = workspace.Time.GetUtcNow();

        var first = workspace.Observer.ListSinceAsync(begun, Cancellation);
        await gate.ArrivesAsync(TestContext.Current.CancellationToken);
        workspace.Time.Advance(ObservedWorkspace.Timing.Patience);

        Assert.Null(await first);
        await ReadToTheEndAsync(workspace, standsBeforeAPage: true);
        var list = await workspace.Observer.ListSinceAsync(begun, Cancellation);
        Assert.Equal((begun, Pages), (list!.Begun, list.Pages));
        Assert.Equal(1, workspace.Lists);
    }

    [Fact]
    public async Task ListSince_WhileAListIsKnownToBeSlow_HoldsNobody()
    {
        var workspace = Workspace();
        var begun = workspace.Time.GetUtcNow();
        var first = workspace.Observer.ListSinceAsync(begun, Cancellation);
        await gate.ArrivesAsync(TestContext.Current.CancellationToken);
        workspace.Time.Advance(ObservedWorkspace.Timing.Patience);
        await first;

        // The clock stands still: any wait would last for the whole test.
        for (var caller = 0; caller < 1000; caller++)
        {
            Assert.Null(await workspace.Observer.ListSinceAsync(begun, Cancellation));
        }

        Assert.Equal(1, workspace.Observer.Progress!.Value.Pages + workspace.Lists);
    }

    [Fact]
    public async Task ListSince_ALaterTimeThanTheListUnderWayBegan_IsAnsweredByTheNextOne()
    {
        var workspace = Workspace(things: 1);
        workspace.PageSize = 100;
        var early = workspace.Observer.ListSinceAsync(workspace.Time.GetUtcNow(), Cancellation);
        await gate.ArrivesAsync(TestContext.Current.CancellationToken);
        workspace.Time.Advance(TimeSpan.FromSeconds(1));
        var asked = workspace.Time.GetUtcNow();

        var late = workspace.Observer.ListSinceAsync(asked, Cancellation);
        gate.Open();
        Assert.NotNull(await early);
        await gate.ArrivesAsync(TestContext.Current.CancellationToken);
        gate.Open();

        Assert.Equal(asked, (await late)!.Begun);
        Assert.Equal(2, workspace.Lists);
    }

    [Fact]
    public async Task ListSince_ACallerThatIsCancelled_DoesNotEndTheList()
    {
        var workspace = Workspace();
        using var caller = new CancellationTokenSource();
        var begun = workspace.Time.GetUtcNow();
        var first = workspace.Observer.ListSinceAsync(begun, caller.Token);
        await gate.ArrivesAsync(TestContext.Current.CancellationToken);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await ReadToTheEndAsync(workspace, standsBeforeAPage: true);
        Assert.NotNull(await workspace.Observer.ListSinceAsync(begun, Cancellation));
        Assert.Equal(1, workspace.Lists);
    }

    [Fact]
    public async Task List_OfAWorkspaceThatIsClosed_Ends()
    {
        var workspace = Workspace();
        var first = workspace.Observer.ListSinceAsync(workspace.Time.GetUtcNow(), Cancellation);
        await gate.ArrivesAsync(TestContext.Current.CancellationToken);

        await workspace.Closed.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Null(workspace.Observer.Progress);
    }

    [Fact]
    public async Task Glimpse_AtTheEndOfAFirstListOfMinutes_TrustsItsRowsSoThatNoneIsAskedForByItself()
    {
        var workspace = Workspace();
        var first = workspace.Observer.ListSinceAsync(DateTimeOffset.MinValue, Cancellation);
        await ReadToTheEndAsync(workspace);
        await first;

        Assert.NotNull(await workspace.GlimpseAsync("000"));
        Assert.NotNull(await workspace.GlimpseAsync("149"));
    }

    [Fact]
    public async Task Glimpse_OfAnObjectOnItsWay_TrustsNoPageThatWasReadMinutesAgo()
    {
        var workspace = Workspace();
        workspace.Things["000"] = new Thing("000") { IsMoving = true };
        workspace.Things["149"] = new Thing("149") { IsMoving = true };
        var first = workspace.Observer.ListSinceAsync(DateTimeOffset.MinValue, Cancellation);
        await ReadToTheEndAsync(workspace);
        await first;

        Assert.Null(await workspace.GlimpseAsync("000"));
        Assert.NotNull(await workspace.GlimpseAsync("149"));
    }

    [Fact]
    public async Task Glimpse_OfAnObjectWrittenAfterItsPageWasRead_IsNotTrustedAndOneWrittenBeforeIs()
    {
        var workspace = Workspace(things: 2);
        var list = workspace.Observer.ListSinceAsync(workspace.Time.GetUtcNow(), Cancellation);
        await gate.ArrivesAsync(TestContext.Current.CancellationToken);
        workspace.Time.Advance(TimeSpan.FromMilliseconds(100));
        workspace.Observer.Wrote("000");
        workspace.Observer.Wrote("001");
        workspace.Time.Advance(TimeSpan.FromMilliseconds(100));
        gate.Open();
        await gate.ArrivesAsync(TestContext.Current.CancellationToken);
        gate.Open();
        await list;

        Assert.Null(await workspace.GlimpseAsync("000"));
        Assert.NotNull(await workspace.GlimpseAsync("001"));
    }

    [Fact]
    public async Task List_WhosePagesChangeWhileTheyAreRead_TellsOfEveryOwnedObjectThatItMissed()
    {
        var workspace = Workspace(things: 3);
        var first = workspace.Observer.ListSinceAsync(workspace.Time.GetUtcNow(), Cancellation);
        await ReadToTheEndAsync(workspace);
        await first;
        workspace.Told.Clear();
        workspace.Time.Advance(TimeSpan.FromMinutes(1));

        var second = workspace.Observer.ListSinceAsync(workspace.Time.GetUtcNow(), Cancellation);
        await gate.ArrivesAsync(TestContext.Current.CancellationToken);
        gate.Open();
        await gate.ArrivesAsync(TestContext.Current.CancellationToken);
        workspace.Things.Remove("001");
        // Before the page that was read, so that no later one shows it.
        workspace.Things["00"] = new Thing("00");
        workspace.Owned.Add("00");
        workspace.Observer.Wrote("00");
        await ReadToTheEndAsync(workspace, standsBeforeAPage: true);
        await second;

        Assert.Equal(["00", "001"], workspace.Told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ThrowIfFailedSince_AFailureAfterTheCallerLeft_IsToldUntilAListSucceeds()
    {
        var workspace = Workspace();
        var begun = workspace.Time.GetUtcNow();
        var first = workspace.Observer.ListSinceAsync(begun, Cancellation);
        await gate.ArrivesAsync(TestContext.Current.CancellationToken);
        workspace.Time.Advance(ObservedWorkspace.Timing.Patience);
        Assert.Null(await first);
        workspace.Failure = DatabricksErrorKind.PermissionDenied;
        gate.Open();
        await workspace.Ended.WaitAsync(Cancellation);

        var failure = Assert.Throws<DatabricksException>(() => workspace.Observer.ThrowIfFailedSince(begun));
        Assert.Equal(DatabricksErrorKind.PermissionDenied, failure.Kind);
        workspace.Observer.ThrowIfFailedSince(workspace.Time.GetUtcNow());
        workspace.Failure = null;
        var second = workspace.Observer.ListSinceAsync(workspace.Time.GetUtcNow(), Cancellation);
        await ReadToTheEndAsync(workspace);
        await second;
        workspace.Observer.ThrowIfFailedSince(begun);
    }

    [Fact]
    public async Task Rows_ThatNobodyCameFor_AreLetGoOnceTheyAreTooOldToBeTrusted()
    {
        var workspace = new ObservedWorkspace(new Thing("1"));
        await workspace.ListAsync();
        var list = await workspace.Observer.ListSinceAsync(DateTimeOffset.MinValue, Cancellation);
        Assert.NotNull(list!.Find("1")!.Row);
        workspace.Failure = DatabricksErrorKind.Transient;

        await workspace.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Null(list.Find("1")!.Row);
    }

    private ObservedWorkspace Workspace(int things = Pages) =>
        new([.. Enumerable.Range(0, things).Select(index => new Thing($"{index:000}"))]) { PageSize = 1, BeforePage = gate.PassAsync };

    /// <summary>Page by page, each after its time.</summary>
    private async Task ReadToTheEndAsync(ObservedWorkspace workspace, bool standsBeforeAPage = false)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var ends = workspace.Ended.WaitAsync(Cancellation);
        while (standsBeforeAPage || await ArrivesBeforeAsync(ends, over))
        {
            standsBeforeAPage = false;
            workspace.Time.Advance(Page);
            gate.Open();
        }
    }

    private async Task<bool> ArrivesBeforeAsync(Task ends, CancellationTokenSource over)
    {
        var arrives = gate.ArrivesAsync(over.Token);
        if (await Task.WhenAny(arrives, ends) == ends)
        {
            await over.CancelAsync();
        }

        return arrives.IsCompletedSuccessfully;
    }
}
