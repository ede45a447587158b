using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.UnitTests.Databricks.Observation;

namespace Operator.UnitTests.Managed;

/// <summary>What a pass gets of a list: at once where that is short, "not yet" where it takes minutes, and nothing of another workspace.</summary>
public sealed class ListCacheTests : IDisposable
{
    private const int Pages = 120;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ListedThings things = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => things.Dispose();

    [Fact]
    public async Task Search_InASmallWorkspace_IsAnsweredInTheSamePassByOneListForAll()
    {
        things.Things.Add(new Thing("1") { Marker = "b" });
        var notBefore = things.Time.GetUtcNow();

        Assert.Empty(await things.SearchAsync(things.Add("a"), notBefore));
        Assert.Equal(["1"], await things.SearchAsync(things.Add("b"), notBefore));

        Assert.Equal(1, things.Lists);
        Assert.Empty(things.Woken);
    }

    /// <summary>It may be too new for the list, or gone since: only what a list shows contradicts a read that denies it.</summary>
    [Fact]
    public async Task Search_WhatWasCreatedHere_IsToldApartFromWhatTheListShows()
    {
        things.Things.Add(new Thing("listed") { Marker = "a" });
        things.Observation.Created("a", "created", things.Client);

        var ids = await things.Observation.SearchAsync(things.Add("a"), "a", "", things.Client, things.Time.GetUtcNow(), Cancellation);

        Assert.Equal(["listed"], ids.Shown);
        Assert.Equal(["listed", "created"], ids.All);
    }

    [Fact]
    public async Task Search_ByManyInAListOfMinutes_WakesEachAtItsEndAndServesAllFromIt()
    {
        var clusters = await PendingAsync(count: 50);
        await ReadToTheEndAsync(waiting: 50);

        Assert.Equal(clusters.Select(Name).Order(), things.Woken.Select(key => key.Name).Order());
        foreach (var cluster in clusters)
        {
            // As a pass does that counts from its own time whenever it comes back.
            Assert.Empty(await things.SearchAsync(cluster));
        }

        Assert.Equal(1, things.Lists);
    }

    [Fact]
    public async Task Search_WhileTheListIsRead_SaysWhichOneAndSinceWhenInWordsThatRarelyChange()
    {
        var cluster = (await PendingAsync(count: 1))[0];
        var messages = new List<string>();
        for (var page = 1; page < Pages; page++)
        {
            things.Gate!.Open();
            await things.Gate.ArrivesAsync(TestContext.Current.CancellationToken);
            messages.Add((await Assert.ThrowsAsync<ListPendingException>(() => things.SearchAsync(cluster))).Message);
        }

        Assert.Equal(
            [
                "Waiting for the list of the workspace's things, which is being read since 2026-03-09T12:00:00Z",
                "Waiting for the list of the workspace's things, which is being read since 2026-03-09T12:00:00Z, at least 10 pages so far",
                "Waiting for the list of the workspace's things, which is being read since 2026-03-09T12:00:00Z, at least 100 pages so far",
            ],
            messages.Distinct());
    }

    [Fact]
    public async Task Search_OfAnObjectThatTheListShows_FindsItAfterTheWait()
    {
        var clusters = await PendingAsync(count: 2);
        things.Things[^1] = things.Things[^1] with { Marker = clusters[1].Metadata.Name };
        await ReadToTheEndAsync(waiting: 2);

        Assert.Empty(await things.SearchAsync(clusters[0]));
        Assert.Single(await things.SearchAsync(clusters[1]));
    }

    [Fact]
    public async Task Search_AfterItWasAnswered_CountsFromTheNextAsking()
    {
        var cluster = (await PendingAsync(count: 1))[0];
        await ReadToTheEndAsync(waiting: 1);
        await things.SearchAsync(cluster);
        things.Time.Advance(TimeSpan.FromSeconds(1));

        var again = things.SearchAsync(cluster);
        await things.Gate!.ArrivesAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, things.Lists);
        things.Time.Advance(Patience);
        await Assert.ThrowsAsync<ListPendingException>(() => again);
    }

    [Fact]
    public async Task Search_OfAnObjectMadeAnewUnderTheSameName_DoesNotInheritTheWait()
    {
        var cluster = (await PendingAsync(count: 1))[0];
        await ReadToTheEndAsync(waiting: 1);
        cluster.Metadata.Uid = "another";
        things.Time.Advance(TimeSpan.FromSeconds(1));

        var search = things.SearchAsync(cluster);
        await things.Gate!.ArrivesAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, things.Lists);
        things.Time.Advance(Patience);
        await Assert.ThrowsAsync<ListPendingException>(() => search);
    }

    [Fact]
    public async Task Search_WhereTheListFailedAfterTheWait_SaysWhyAndTheNextOneTriesAgain()
    {
        var cluster = (await PendingAsync(count: 1))[0];
        things.Failure = DatabricksErrorKind.PermissionDenied;
        things.Gate!.Open();
        await things.WakesAsync(1);
        things.Failure = null;
        things.Gate = null;

        var failure = await Assert.ThrowsAsync<DatabricksException>(() => things.SearchAsync(cluster));
        Assert.Equal(DatabricksErrorKind.PermissionDenied, failure.Kind);
        Assert.Empty(await things.SearchAsync(cluster));
        Assert.Equal(2, things.Lists);
    }

    [Fact]
    public async Task Search_OfObjectsDeletedWhileTheyWaited_WakesOnlyThoseThatAreThere()
    {
        var clusters = await PendingAsync(count: 20);
        clusters.Take(19).ToList().ForEach(cluster => things.Store.Remove(cluster.Metadata));

        await ReadToTheEndAsync(waiting: 1);

        Assert.Equal([ObjectKey.Of(clusters[19])], things.Woken);
    }

    [Fact]
    public async Task Glimpse_WhileTheFirstListTakesMinutes_LetsSettledObjectsWaitAsTheyAreAndEditedOnesAsk()
    {
        var settled = things.Add("settled", "1", observedGeneration: 1);
        var edited = things.Add("edited", "2", observedGeneration: 0);
        things.Gate = new ListGate();
        things.Things.Add(new Thing("1"));
        things.Things.Add(new Thing("2"));
        var waiting = things.Observation.GetListedAsync("1", settled, things.Client, Cancellation);
        await things.Gate.ArrivesAsync(TestContext.Current.CancellationToken);
        things.Time.Advance(Patience);

        Assert.True((await Assert.ThrowsAsync<ListPendingException>(() => waiting)).KeepsConditions);
        Assert.Null(await things.Observation.GetListedAsync("2", edited, things.Client, Cancellation));
        Assert.Null(await things.Observation.GetListedAsync("1", null, things.Client, Cancellation));
        things.Gate.Open();
        await things.Gate.ArrivesAsync(TestContext.Current.CancellationToken);
        things.Gate.Open();
        // Both because the list is the first that shows them, and the one that waits for its end.
        await things.WakesAsync(3);
        Assert.Equal(2, things.Woken.Count(key => key == ObjectKey.Of(settled)));
        Assert.NotNull(await things.Observation.GetListedAsync("1", settled, things.Client, Cancellation));
    }

    [Fact]
    public async Task List_OfAnotherWorkspace_WakesNobodyWhoseIdsItRepeats()
    {
        var ours = things.Add("ours", "42", observedGeneration: 1);
        var theirs = things.Add("theirs", "42", workspace: "foreign", observedGeneration: 1);
        things.Things.Add(new Thing("42"));
        things.ForeignThings.Add(new Thing("42"));
        await things.Observation.GetListedAsync("42", ours, things.Client, Cancellation);
        Assert.Equal([ObjectKey.Of(ours)], things.Woken);
        things.Woken.Clear();

        await things.Observation.GetListedAsync("42", theirs, things.ForeignClient, Cancellation);

        Assert.Equal([ObjectKey.Of(theirs)], things.Woken);
    }

    [Fact]
    public async Task Duplicates_OfARecordedObject_AreThoseOfItsOwnWorkspace()
    {
        var ours = things.Add("ours", "1", observedGeneration: 1);
        things.Things.Add(new Thing("1") { Marker = "ours" });
        things.Things.Add(new Thing("2") { Marker = "ours" });
        things.ForeignThings.Add(new Thing("3") { Marker = "ours" });
        await things.Observation.GetListedAsync("1", ours, things.Client, Cancellation);

        Assert.Equal(["2"], things.Observation.OthersWithMarker("ours", "1", things.Client));
        Assert.Empty(things.Observation.OthersWithMarker("ours", "1", things.ForeignClient));
    }

    /// <summary>So many new objects that have asked for a list of many pages, none of which was read yet.</summary>
    private async Task<List<DatabricksCluster>> PendingAsync(int count)
    {
        things.Gate = new ListGate();
        things.Things.AddRange(Enumerable.Range(0, Pages).Select(index => new Thing($"{index}")));
        var clusters = Enumerable.Range(0, count).Select(index => things.Add($"new-{index}")).ToList();
        var searches = clusters.Select(cluster => things.SearchAsync(cluster)).ToList();
        await things.Gate.ArrivesAsync(TestContext.Current.CancellationToken);
        things.Time.Advance(Patience);
        foreach (var search in searches)
        {
            Assert.False((await Assert.ThrowsAsync<ListPendingException>(() => search)).KeepsConditions);
        }

        return clusters;
    }

    /// <summary>From before its first page on, each page after a second.</summary>
    private async Task ReadToTheEndAsync(int waiting)
    {
        for (var page = 1; page < Pages; page++)
        {
            things.Time.Advance(TimeSpan.FromSeconds(1));
            things.Gate!.Open();
            await things.Gate.ArrivesAsync(TestContext.Current.CancellationToken);
        }

        things.Time.Advance(TimeSpan.FromSeconds(1));
        things.Gate!.Open();
        await things.WakesAsync(waiting);
    }

    private static string Name(DatabricksCluster cluster) => cluster.Metadata.Name;
}
