using System.Net;
using Operator.Runtime.Client;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Informers;

/// <summary>What a list and a watch leave in the store, whatever interrupts them.</summary>
public sealed class ReflectorTests : ReflectorTestBase
{
    [Fact]
    public async Task Run_ListOfSeveralPages_IsSyncedOnlyAfterTheLast()
    {
        Server.ListPage("5", "p2", "a").ListPage("5", "", "b");

        await StartAsync(requests: 3);

        Assert.True(Informer.HasSynced);
        Assert.Equal(["list", "list p2", "watch 5"], Server.Asked);
        Assert.Equal(["+a", "+b"], Seen);
    }

    [Fact]
    public async Task Run_SecondPageFails_NothingCountsAsDeletedAndTheListStartsOver()
    {
        Server.List("5", "a", "b").Watch(ReflectorServer.Expired);
        Server.ListPage("9", "p2", "a").Refuse(HttpStatusCode.InternalServerError);
        Server.ListPage("9", "p2", "a").ListPage("9", "", "c");

        await StartAsync(requests: 2);
        await PassAsync(requests: 2);
        Assert.Equal(["a", "b"], Names());
        await PassAsync(requests: 3);

        Assert.Equal(["a", "c"], Names());
        Assert.Contains("-b", Seen);
    }

    [Fact]
    public async Task Run_ContinueTokenExpired_ListsFromTheBeginning()
    {
        Server.ListPage("5", "p2", "a").Refuse(HttpStatusCode.Gone, "Expired").List("7", "a", "b");

        await StartAsync(requests: 2);
        Assert.False(Informer.HasSynced);
        await PassAsync(requests: 2);

        Assert.Equal(["list", "list p2", "list", "watch 7"], Server.Asked);
        Assert.True(Informer.HasSynced);
    }

    [Fact]
    public async Task Run_StreamEnds_ResumesAfterTheLastEventOrBookmark()
    {
        Server.List("5", "a").Watch(ReflectorServer.Event("MODIFIED", "a", "6"), ReflectorServer.Bookmark("8"));

        await StartAsync(requests: 3);

        Assert.Equal("watch 8", Server.Asked[^1]);
    }

    [Fact]
    public async Task Run_StreamBreaksWithinAnEvent_ResumesBeforeIt()
    {
        Server.List("5", "a")
            .Answer(() => StubApiServer.Json(ReflectorServer.Event("MODIFIED", "a", "6") + "\n" + ReflectorServer.Event("MODIFIED", "a", "7")[..40]));

        await StartAsync(requests: 3);

        Assert.Equal("watch 6", Server.Asked[^1]);
    }

    [Fact]
    public async Task Run_ExpiredInTheStream_ListsAndReportsWhatWasDeletedMeanwhile()
    {
        Server.List("5", "a", "b").Watch(ReflectorServer.Expired).List("20", "b", "c");

        await StartAsync(requests: 2);
        await PassAsync(requests: 2);

        Assert.Equal(["+a", "+b", "+b", "+c", "-a"], Seen);
        Assert.Equal("watch 20", Server.Asked[^1]);
    }

    [Fact]
    public async Task Run_ExpiredAsStatus_Lists()
    {
        Server.List("5", "a").Refuse(HttpStatusCode.Gone, "Expired").List("20", "a");

        await StartAsync(requests: 2);
        await PassAsync(requests: 2);

        Assert.Equal(["list", "watch 5", "list", "watch 20"], Server.Asked);
    }

    [Theory]
    [InlineData("""{"type":"RENAMED","object":{"metadata":{"name":"a","resourceVersion":"6"}}}""")]
    [InlineData("<html>")]
    [InlineData("""{"type":"ADDED","object":{"metadata":{"name":"a","resourceVersion":""}}}""")]
    public async Task Run_EventNobodyCanRead_ListsInsteadOfAskingForItAgain(string line)
    {
        Server.List("5", "a").Watch(line).List("20", "a");

        await StartAsync(requests: 2);
        await PassAsync(requests: 2);

        Assert.Equal("watch 20", Server.Asked[^1]);
    }

    [Fact]
    public async Task Run_DataRestoredFromABackup_TakesOverTheOlderObjects()
    {
        Server.List("50", "a", "b").Watch(ReflectorServer.Bookmark("30")).List("30", "a");

        await StartAsync(requests: 2);
        await PassAsync(requests: 2);

        Assert.Equal("30", Informer.Store.Find(new ObjectKey("ns", "a"))!.Metadata.ResourceVersion);
        Assert.Equal(["a"], Names());
        Assert.Equal("watch 30", Server.Asked[^1]);
    }

    [Fact]
    public async Task Run_PoisonObjects_AreReportedBesideTheOthers()
    {
        Server.Answer(() => StubApiServer.Json(
            """{"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"bad","namespace":"ns"},"spec":{"size":"x"}},{"metadata":"""
                + """{"name":"good","namespace":"ns"}}]}"""));

        await StartAsync(requests: 2);

        Assert.Equal(["good"], Names());
        Assert.Equal("bad", Assert.Single(Informer.Store.Undecodable).Key.Name);
    }

    private List<string> Names() => [.. Informer.Store.Objects.Select(widget => widget.Metadata.Name).Order()];
}
