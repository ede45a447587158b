namespace Operator.UnitTests.Databricks.Observation;

public sealed class CreatedObjectTests
{
    [Fact]
    public async Task List_WithoutAnObjectMadeSinceTheListBefore_TellsItsOwnerAsLongAsListsMayLag()
    {
        var workspace = new ObservedWorkspace(new Thing("1"));
        await workspace.ListAsync();
        workspace.Owned.Add("made-and-gone");
        workspace.Observer.Wrote("made-and-gone");
        workspace.Told.Clear();

        await workspace.PassAsync(TimeSpan.FromMinutes(10));

        Assert.NotEmpty(workspace.Told);
        Assert.All(workspace.Told, id => Assert.Equal("made-and-gone", id));
        Assert.InRange(workspace.Told.Count, 1, 3);
    }
}
