using Operator.Databricks.Errors;

namespace Operator.UnitTests.Databricks.Observation;

public sealed class WorkspaceObserverTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task List_WhereNothingMoved_TellsNobody()
    {
        var workspace = new ObservedWorkspace(new Thing("1"), new Thing("2"));
        await workspace.ListAsync();
        workspace.Told.Clear();

        await workspace.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Empty(workspace.Told);
        Assert.Equal(11, workspace.Lists);
    }

    [Fact]
    public async Task List_AfterAnEditBehindOurBack_TellsItsOwnerOnlyAndWithinTheInterval()
    {
        var workspace = new ObservedWorkspace(new Thing("1"), new Thing("2"), new Thing("foreign"));
        workspace.Owned.Remove("foreign");
        await workspace.ListAsync();
        workspace.Told.Clear();

        workspace.Things["2"] = new Thing("2", "edited");
        workspace.Things["foreign"] = new Thing("foreign", "edited");
        await workspace.PassAsync(ObservedWorkspace.Timing.Interval);

        Assert.Equal(["2"], workspace.Told);
        Assert.Equal("edited", (await workspace.GlimpseAsync("2"))?.State);
    }

    /// <summary>The list is what the owner found the object in, so the object had no owner yet while the list was read.</summary>
    [Fact]
    public async Task Follows_WhatGotItsOwnerAfterTheList_OnceTheOwnerHasLookedForItself()
    {
        var workspace = new ObservedWorkspace(new Thing("1"));
        workspace.Owned.Clear();
        await workspace.ListAsync();
        workspace.Owned.Add("1");
        await workspace.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal((1, false), (workspace.Lists, workspace.Observer.Follows("1")));

        await workspace.GlimpseAsync("1");
        await workspace.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal((11, true), (workspace.Lists, workspace.Observer.Follows("1")));
    }

    [Fact]
    public async Task List_WhereSomebodyTookOurWriteBackBeforeAnyListShowedIt_TellsItsOwner()
    {
        var workspace = new ObservedWorkspace(new Thing("1", "old"));
        await workspace.ListAsync();
        workspace.Time.Advance(Second);
        workspace.Observer.Wrote("1");
        workspace.Told.Clear();

        // The write was seen by a get; a moment later somebody puts the old value back.
        await workspace.PassAsync(ObservedWorkspace.Timing.Interval);

        Assert.Equal(["1"], workspace.Told);
        Assert.Null(await workspace.GlimpseAsync("1"));
    }

    [Fact]
    public async Task List_WhichLagsBehindOurWriteAndThenShowsItTakenBack_TellsItsOwnerAgainOnceNoListLagsAnyMore()
    {
        var workspace = new ObservedWorkspace(new Thing("1", "old"));
        await workspace.ListAsync();
        workspace.Time.Advance(Second);
        workspace.Observer.Wrote("1");
        await workspace.PassAsync(ObservedWorkspace.Timing.Interval);
        workspace.Told.Clear();

        await workspace.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(["1"], workspace.Told);
    }

    [Fact]
    public async Task List_WithoutAnObjectItShowedBefore_TellsItsOwnerOnce()
    {
        var workspace = new ObservedWorkspace(new Thing("1"), new Thing("2"));
        await workspace.ListAsync();
        workspace.Told.Clear();

        workspace.Things.Remove("1");
        await workspace.PassAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(["1"], workspace.Told);
        Assert.Null(await workspace.GlimpseAsync("1"));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(50, 13)]
    public async Task Run_WithObjectsOnTheirWay_ListsOftenOnlyWhereThatIsCheaperThanLookingAtEach(int moving, int lists)
    {
        var workspace = new ObservedWorkspace([.. Enumerable.Range(0, 50).Select(index => new Thing($"{index}") { IsMoving = index < moving })]);
        await workspace.ListAsync();

        await workspace.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(lists, workspace.Lists);
    }

    [Fact]
    public async Task Run_OfARetiredClient_BeginsNoFurtherList()
    {
        var workspace = new ObservedWorkspace(new Thing("1"));
        await workspace.ListAsync();
        workspace.Observer.Wrote("1");
        workspace.Client.Retire();

        await workspace.PassAsync(ObservedWorkspace.Timing.Interval * 3);

        Assert.Equal(1, workspace.Lists);
    }

    [Fact]
    public async Task Run_AfterManyCreations_ListsSoonAlthoughNoListHasShownThemYet()
    {
        var workspace = new ObservedWorkspace();
        await workspace.ListAsync();
        foreach (var id in Enumerable.Range(0, 20).Select(index => $"{index}"))
        {
            workspace.Things[id] = new Thing(id) { IsMoving = true };
            workspace.Owned.Add(id);
            workspace.Observer.Wrote(id);
        }

        await workspace.PassAsync(ObservedWorkspace.Timing.TransitionInterval);

        Assert.Equal(2, workspace.Lists);
        Assert.NotNull(await workspace.GlimpseAsync("7"));
    }

    /// <summary>A workspace with 15 calls a second, which is what a test workspace has.</summary>
    [Theory]
    [InlineData(2, 1)]
    [InlineData(8, 1)]
    [InlineData(15, 2)]
    public async Task Run_AfterManyWritesWithCallsToSpare_ListsAfterASecondOrAsManyAsItsPagesTake(int pages, int seconds)
    {
        var workspace = new ObservedWorkspace([.. Enumerable.Range(0, 2 * pages).Select(index => new Thing($"{index}"))]) { PageSize = 2 };
        await workspace.ListAsync();
        foreach (var id in workspace.Owned)
        {
            workspace.Observer.Wrote(id);
        }

        await workspace.PassAsync(TimeSpan.FromSeconds(seconds - 1));
        Assert.Equal(1, workspace.Lists);
        await workspace.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(2, workspace.Lists);

        // Once shown they are of no interest any more.
        await workspace.PassAsync(ObservedWorkspace.Timing.TransitionInterval * 3);
        Assert.Equal(2, workspace.Lists);
    }

    [Fact]
    public async Task Run_WithoutOwnersAndRequests_CallsNobody()
    {
        var workspace = new ObservedWorkspace(new Thing("foreign"));
        workspace.Owned.Clear();

        await workspace.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(0, workspace.Lists);

        await workspace.GlimpseAsync("foreign");
        await workspace.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(1, workspace.Lists);
    }

    [Fact]
    public async Task Run_WhileListsFail_TellsTheOwnersOnceAndSaysThatChangesGoUnnoticed()
    {
        var workspace = new ObservedWorkspace(new Thing("1"), new Thing("2"));
        await workspace.ListAsync();
        workspace.Told.Clear();
        workspace.Failure = DatabricksErrorKind.Transient;

        await workspace.PassAsync(TimeSpan.FromMinutes(2));
        Assert.True(workspace.Observer.IsLive);
        Assert.Empty(workspace.Told);

        await workspace.PassAsync(TimeSpan.FromMinutes(10));
        Assert.False(workspace.Observer.IsLive);
        Assert.Equal(["1", "2"], workspace.Told.Order(StringComparer.Ordinal));

        workspace.Failure = null;
        await workspace.PassAsync(TimeSpan.FromMinutes(1));
        Assert.True(workspace.Observer.IsLive);
        Assert.Equal(2, workspace.Told.Count);
    }

    [Fact]
    public async Task Run_WhereListsFailSinceBeforeANewObjectWasListed_TellsItsOwnerAndGoesOnListing()
    {
        var workspace = new ObservedWorkspace();
        await workspace.ListAsync();
        workspace.Things["new"] = new Thing("new");
        workspace.Owned.Add("new");
        workspace.Observer.Wrote("new");
        workspace.Failure = DatabricksErrorKind.Transient;

        await workspace.PassAsync(TimeSpan.FromMinutes(4));
        Assert.Equal(["new"], workspace.Told);
        Assert.False(workspace.Observer.IsLive);

        workspace.Failure = null;
        await workspace.PassAsync(TimeSpan.FromMinutes(1));
        workspace.Told.Clear();
        workspace.Things["new"] = new Thing("new", "edited");
        await workspace.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(["new"], workspace.Told);
    }

    [Fact]
    public async Task ListSince_AWriteBeforeIt_IsInIt()
    {
        var workspace = new ObservedWorkspace(new Thing("1"));
        await workspace.ListAsync();
        workspace.Time.Advance(Second);
        workspace.Things["2"] = new Thing("2") { Marker = "ours" };

        var list = await workspace.Observer.ListSinceAsync(workspace.Time.GetUtcNow(), TestContext.Current.CancellationToken);

        Assert.Equal(["2"], list!.WithMarker("ours"));
    }
}
