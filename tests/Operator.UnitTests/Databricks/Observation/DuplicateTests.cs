namespace Operator.UnitTests.Databricks.Observation;

/// <summary>A second object with the marker of an owned one: left by a creation whose reply was lost, and without this never looked at again.</summary>
public sealed class DuplicateTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task List_WithASecondObjectOfAMarker_TellsTheOwnerOnceAndNamesTheOther()
    {
        var workspace = await SettledAsync();
        workspace.Things["late"] = new Thing("late") { Marker = "ours" };

        await workspace.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(["mine"], workspace.Told);
        Assert.Equal(["late"], workspace.Observer.OthersWithMarker("ours", "mine"));
    }

    [Fact]
    public async Task List_WithoutTheSecondObject_TellsTheOwnerAgain()
    {
        var workspace = await SettledAsync();
        workspace.Things["late"] = new Thing("late") { Marker = "ours" };
        await workspace.PassAsync(TimeSpan.FromMinutes(1));
        workspace.Told.Clear();

        workspace.Things.Remove("late");
        await workspace.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["mine"], workspace.Told);
        Assert.Empty(workspace.Observer.OthersWithMarker("ours", "mine"));
    }

    [Fact]
    public async Task OthersWithMarker_WhereTheRecordedObjectIsNotListedYet_NamesTheOneThatIs()
    {
        var workspace = await SettledAsync();

        Assert.Equal(["mine"], workspace.Observer.OthersWithMarker("ours", "made a moment ago"));
    }

    [Fact]
    public async Task OthersWithMarker_InAListBegunBeforeTheObjectWasMade_DoesNotNameItsPredecessor()
    {
        var workspace = await SettledAsync();
        workspace.Time.Advance(Second);
        workspace.Owned.Add("successor");
        workspace.Observer.Wrote("successor");

        Assert.Empty(workspace.Observer.OthersWithMarker("ours", "successor"));
    }

    [Fact]
    public async Task List_AfterAWriteThatMadeTheListBeforeItWorthless_TellsTheOwnerOfTheSecondObjectAgain()
    {
        var workspace = await SettledAsync();
        workspace.Things["late"] = new Thing("late") { Marker = "ours" };
        await workspace.PassAsync(TimeSpan.FromMinutes(1));
        workspace.Time.Advance(Second);
        workspace.Observer.Wrote("mine");
        workspace.Told.Clear();
        Assert.Empty(workspace.Observer.OthersWithMarker("ours", "mine"));

        await workspace.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["mine"], workspace.Told);
        Assert.Equal(["late"], workspace.Observer.OthersWithMarker("ours", "mine"));
    }

    [Fact]
    public async Task OthersWithMarker_WhereThereIsNone_AllocatesNothing()
    {
        var workspace = await SettledAsync();
        workspace.Observer.OthersWithMarker("ours", "mine");
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var pass = 0; pass < 1000; pass++)
        {
            workspace.Observer.OthersWithMarker("ours", "mine");
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static async Task<ObservedWorkspace> SettledAsync()
    {
        var workspace = new ObservedWorkspace(new Thing("mine") { Marker = "ours" }, new Thing("foreign") { Marker = "theirs" });
        workspace.Owned.Remove("foreign");
        await workspace.ListAsync();
        workspace.Told.Clear();
        return workspace;
    }
}
