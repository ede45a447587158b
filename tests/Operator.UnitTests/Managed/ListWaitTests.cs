using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Reconciling;
using Operator.Runtime.Entities;
using Operator.UnitTests.Databricks.Observation;

namespace Operator.UnitTests.Managed;

/// <summary>Where many objects are on their way, one list shows them all: nobody asks for each.</summary>
public sealed class ListWaitTests : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly ListedThings things = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => things.Dispose();

    [Fact]
    public async Task Look_AtManyJustCreated_WaitsForTheListThatShowsThem()
    {
        var created = await CreatedAsync("x", "y");

        foreach (var cluster in created)
        {
            Assert.True((await Assert.ThrowsAsync<ListPendingException>(() => LookAsync(cluster))).KeepsConditions);
        }

        things.Things.AddRange(created.Select(cluster => new Thing(cluster.Status.ClusterId!) { State = "new" }));
        await ListAsync();

        Assert.Superset(created.Select(cluster => cluster.Metadata.Name).ToHashSet(), things.Woken.Select(key => key.Name).ToHashSet());
        foreach (var cluster in created)
        {
            Assert.Equal("new", (await LookAsync(cluster))!.State);
        }
    }

    [Fact]
    public async Task Look_AtOneOfManyAfterAFurtherList_StillSeesItsRow()
    {
        var created = await CreatedAsync("x", "y");
        things.Things.AddRange(created.Select(cluster => new Thing(cluster.Status.ClusterId!) { State = "new" }));
        await ListAsync();
        await ListAsync();

        Assert.Equal("new", (await LookAsync(created[0]))!.State);
    }

    [Fact]
    public async Task Look_AtOneJustCreated_IsAGet() => Assert.Null(await LookAsync(Assert.Single(await CreatedAsync("x"))));

    [Fact]
    public async Task Look_AtManyWithANewSpec_IsAGetEach()
    {
        foreach (var cluster in await CreatedAsync("x", "y"))
        {
            cluster.Metadata.Generation++;
            Assert.Null(await LookAsync(cluster));
        }
    }

    [Theory]
    [InlineData(Reasons.ApiUnavailable)]
    [InlineData(Reasons.Rejected)]
    public async Task Look_AtManyWhoseLastPassFailed_IsAGetEach(string reason)
    {
        foreach (var cluster in await CreatedAsync("x", "y"))
        {
            cluster.Status.Conditions.Clear();
            cluster.Status.Conditions.Add(new Condition { Type = ConditionTypes.Synced, Status = "False", Reason = reason });
            Assert.Null(await LookAsync(cluster));
        }
    }

    [Fact]
    public async Task Look_AtManyWhereNoListComes_IsAGetAfterAFewSeconds()
    {
        var created = await CreatedAsync("x", "y");
        things.Time.Advance(TimeSpan.FromSeconds(16));

        Assert.Null(await LookAsync(created[0]));
    }

    [Fact]
    public async Task Look_AtManyWhileListsFail_IsAGet()
    {
        var created = await CreatedAsync("x", "y");
        things.Failure = DatabricksErrorKind.Transient;
        await Assert.ThrowsAsync<DatabricksException>(() => ListAsync());

        Assert.Null(await LookAsync(created[0]));
    }

    [Fact]
    public async Task Look_AtManyThatTheNextListLacks_IsAGet()
    {
        var created = await CreatedAsync("x", "y");
        await ListAsync();

        Assert.Null(await LookAsync(created[0]));
    }

    [Fact]
    public async Task Gone_AfterAnAcceptedDeletion_IsWhatALaterListLacks()
    {
        var deleted = await CreatedAsync("x", "y");
        foreach (var cluster in deleted)
        {
            things.Observation.Deleted(cluster.Status.ClusterId!, things.Client);
            Assert.Throws<ListPendingException>(() => IsGone(cluster));
        }

        things.Things.Add(new Thing("y"));
        await ListAsync();

        Assert.True(IsGone(deleted[0]));
        Assert.False(IsGone(deleted[1]));
    }

    [Fact]
    public async Task Gone_WithoutADeletion_IsForAGetToTell()
    {
        var created = await CreatedAsync("x", "y");
        await ListAsync();

        Assert.False(IsGone(created[0]));
    }

    /// <summary>A list of one page was read; then the objects were created.</summary>
    private async Task<IReadOnlyList<DatabricksCluster>> CreatedAsync(params string[] names)
    {
        things.Things.Add(new Thing("of somebody else"));
        await ListAsync();
        var created = names.Select(name => things.Add(name, id: name, observedGeneration: 1)).ToList();
        foreach (var cluster in created)
        {
            cluster.Metadata.Generation = 1;
            things.Observation.Created(cluster.Metadata.Name, cluster.Status.ClusterId!, things.Client);
        }

        return created;
    }

    private async Task ListAsync()
    {
        things.Time.Advance(Moment);
        await things.SearchAsync(things.Add("somebody"));
        things.Time.Advance(Moment);
    }

    /// <summary>
    /// A list notices no change of an object that it does not contain, or whose owner was unknown while the list was read: once a list contains no owned
    /// object, no further list is read.
    /// </summary>
    [Fact]
    public async Task IsNoticed_OnlyOfWhatTheLastListHasAndKnewTheOwnerOf()
    {
        things.Things.AddRange([new Thing("1"), new Thing("found")]);
        var owners = new[] { things.Add("1", "1"), things.Add("2", "2") };
        await ListAsync();
        var finder = things.Add("new", "found");
        Assert.Equal(["1"], owners.Append(finder).Where(IsNoticed).Select(owner => owner.Status.ClusterId));

        await ListAsync();
        Assert.True(IsNoticed(finder));
    }

    private Task<Thing?> LookAsync(DatabricksCluster cluster) =>
        things.Observation.GetListedAsync(cluster.Status.ClusterId!, cluster, things.Client, Cancellation);

    private bool IsNoticed(DatabricksCluster cluster) => things.Observation.IsNoticed(cluster, things.Client);

    private bool IsGone(DatabricksCluster cluster) => things.Observation.IsGone(cluster, cluster.Status.ClusterId!, things.Client);
}
