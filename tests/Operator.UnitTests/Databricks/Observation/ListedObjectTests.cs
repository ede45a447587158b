using Operator.Databricks.Errors;

namespace Operator.UnitTests.Databricks.Observation;

/// <summary>When the row of a shared list is as good as asking for the object itself.</summary>
public sealed class ListedObjectTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Glimpse_ByManyBeforeAnyList_SharesOne()
    {
        var workspace = new ObservedWorkspace([.. Enumerable.Range(0, 50).Select(index => new Thing($"{index}"))]);
        var reading = new TaskCompletionSource();
        workspace.Reading = () => reading.Task;

        var glimpses = Enumerable.Range(0, 50).Select(index => workspace.GlimpseAsync($"{index}")).ToList();
        reading.SetResult();

        Assert.All(await Task.WhenAll(glimpses), Assert.NotNull);
        Assert.Equal(1, workspace.Lists);
    }

    [Fact]
    public async Task Glimpse_OfAnObjectThatDidNotMove_KeepsNoRowOfIt()
    {
        var workspace = new ObservedWorkspace(new Thing("1"));
        await workspace.ListAsync();
        workspace.Time.Advance(Second);
        await workspace.ListAsync();

        Assert.Null(await workspace.GlimpseAsync("1"));
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(91, false)]
    public async Task Glimpse_OfAnOldList_IsNotTrusted(int age, bool isTrusted)
    {
        var workspace = new ObservedWorkspace(new Thing("1"));
        await workspace.ListAsync();

        workspace.Time.Advance(TimeSpan.FromSeconds(age));

        Assert.Equal(isTrusted, await workspace.GlimpseAsync("1") is not null);
    }

    [Fact]
    public async Task Glimpse_OfARowThatShowsAPartOnly_IsNotTrusted()
    {
        var workspace = new ObservedWorkspace(new Thing("1") { IsTruncated = true });
        await workspace.ListAsync();

        Assert.Null(await workspace.GlimpseAsync("1"));
    }

    [Fact]
    public async Task Glimpse_AfterAnOwnWrite_WaitsForAListThatShowsIt()
    {
        var workspace = new ObservedWorkspace(new Thing("1", "old"));
        await workspace.ListAsync();
        workspace.Time.Advance(Second);

        workspace.Observer.Wrote("1");
        Assert.Null(await workspace.GlimpseAsync("1"));

        workspace.Time.Advance(Second);
        workspace.Things["1"] = new Thing("1", "old") { IsMoving = true };
        await workspace.ListAsync();
        Assert.Null(await workspace.GlimpseAsync("1"));

        workspace.Time.Advance(Second);
        workspace.Things["1"] = new Thing("1", "written");
        await workspace.ListAsync();
        Assert.Equal("written", (await workspace.GlimpseAsync("1"))?.State);
    }

    [Fact]
    public async Task Glimpse_WhenAWriteEndedWhileTheListWasRead_IsNotTrusted()
    {
        var workspace = new ObservedWorkspace(new Thing("1", "old"));
        workspace.Reading = () =>
        {
            workspace.Time.Advance(Second);
            workspace.Observer.Wrote("1");
            return Task.CompletedTask;
        };

        await workspace.ListAsync();

        Assert.Null(await workspace.GlimpseAsync("1"));
    }

    [Fact]
    public async Task Glimpse_LongAfterAWriteThatChangedNothing_IsTrustedAgain()
    {
        var workspace = new ObservedWorkspace(new Thing("1") { IsMoving = true });
        await workspace.ListAsync();
        workspace.Observer.Wrote("1");

        workspace.Time.Advance(ObservedWorkspace.Timing.ListLag + Second);
        await workspace.ListAsync();

        Assert.NotNull(await workspace.GlimpseAsync("1"));
    }

    [Theory]
    [InlineData(DatabricksErrorKind.PermissionDenied, false)]
    [InlineData(DatabricksErrorKind.Transient, true)]
    public async Task Glimpse_WhereTheFirstListFails_FailsOnlyWhereAGetWouldFailToo(DatabricksErrorKind kind, bool fails)
    {
        var workspace = new ObservedWorkspace(new Thing("1")) { Failure = kind };

        if (fails)
        {
            await Assert.ThrowsAsync<DatabricksException>(() => workspace.GlimpseAsync("1"));
        }
        else
        {
            Assert.Null(await workspace.GlimpseAsync("1"));
        }

        Assert.Null(await workspace.GlimpseAsync("1"));
        Assert.Equal(1, workspace.Lists);
    }
}
