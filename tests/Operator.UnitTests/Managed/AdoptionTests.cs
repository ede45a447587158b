using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Managed;

/// <summary>Nothing is touched that was not created here or named to be taken over.</summary>
public sealed class AdoptionTests
{
    [Fact]
    public async Task Reconcile_AnExternalId_TakesThatVeryObject()
    {
        using var pass = PassHarness.Start(cluster => cluster.Spec.ExternalId = "theirs");
        pass.External.Objects.Add(new FakeObject("theirs", null));

        await pass.ReconcileAsync();

        Assert.Equal(["finalizer", "get theirs"], pass.External.Calls);
        Assert.Equal("theirs", pass.Status.ClusterId);
        Assert.Equal(("True", Reasons.Available), pass.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Reconcile_AnExternalIdThatIsMissing_CreatesNothing()
    {
        using var pass = PassHarness.Start(cluster => cluster.Spec.ExternalId = "none");

        await pass.ReconcileAsync();

        Assert.Empty(pass.External.Objects);
        Assert.Equal(("True", Reasons.AdoptionTargetNotFound), pass.Condition(ConditionTypes.Stalled));
    }

    [Fact]
    public async Task Reconcile_AnExternalIdWithAnothersMarker_IsAnothers()
    {
        using var pass = PassHarness.Start(cluster => cluster.Spec.ExternalId = "theirs");
        pass.External.Objects.Add(new FakeObject("theirs", "another's marker") { IsDifferent = true });

        await pass.ReconcileAsync();

        Assert.Equal(["finalizer", "get theirs"], pass.External.Calls);
        Assert.Null(pass.Status.ClusterId);
        Assert.Equal(("True", Reasons.ExternalIdInUse), pass.Condition(ConditionTypes.Stalled));
    }

    [Theory]
    [InlineData(true, "2026-03-09T11:00:00Z", true)]
    [InlineData(true, "2026-03-09T13:00:00Z", true)]
    [InlineData(false, "2026-03-09T11:00:00Z", true)]
    [InlineData(false, "2026-03-09T13:00:00Z", false)]
    public async Task Reconcile_AnIdThatTwoResourcesName_BelongsToTheOneThatHasItOrIsOlder(bool hasIt, string created, bool isTheirs)
    {
        using var pass = PassHarness.Start(cluster =>
        {
            cluster.Metadata.CreationTimestamp = Created;
            cluster.Spec.ExternalId = "theirs";
        });
        var rival = Kinds.Clusters.Clusters.Fixed(2, spec => spec.ExternalId = "theirs");
        (rival.Metadata.Name, rival.Metadata.Uid, rival.Metadata.CreationTimestamp) = (
            "rival", "uid-2", DateTimeOffset.Parse(created, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime);
        rival.Status.ClusterId = hasIt ? "theirs" : null;
        pass.ApplyOther(rival);
        pass.External.Objects.Add(new FakeObject("theirs", null));

        await pass.ReconcileAsync();

        Assert.Equal(isTheirs ? ("True", Reasons.ExternalIdInUse) : ("", ""), pass.Condition(ConditionTypes.Stalled));
        Assert.Equal(isTheirs ? null : "theirs", pass.Status.ClusterId);
    }

    private static readonly DateTime Created = new(2026, 3, 9, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(null)]
    [InlineData(AdoptionPolicy.Never)]
    [InlineData(AdoptionPolicy.IfMarked)]
    public async Task Reconcile_AnUnmarkedObjectOfThatName_IsLeftAlone(AdoptionPolicy? adoption)
    {
        using var pass = PassHarness.Start(Adopting(adoption));
        pass.External.Objects.Add(new FakeObject("theirs", null));

        await pass.ReconcileAsync();

        Assert.Equal("new-2", pass.Status.ClusterId);
    }

    [Fact]
    public async Task Reconcile_ByName_TakesTheOneThatHasIt()
    {
        using var pass = PassHarness.Start(Adopting(AdoptionPolicy.ByName));
        pass.External.Objects.Add(new FakeObject("theirs", null));
        pass.External.Objects.Add(new FakeObject("another's", "another's marker"));

        await pass.ReconcileAsync();

        Assert.Equal("theirs", pass.Status.ClusterId);
        Assert.Contains(pass.Events, one => one.StartsWith("Normal Adopted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reconcile_ByANameThatTwoHave_AsksWhich()
    {
        using var pass = PassHarness.Start(Adopting(AdoptionPolicy.ByName));
        pass.External.Objects.AddRange([new FakeObject("one", null), new FakeObject("two", null)]);

        await pass.ReconcileAsync();

        Assert.Equal(2, pass.External.Objects.Count);
        Assert.Equal(("True", Reasons.AmbiguousName), pass.Condition(ConditionTypes.Stalled));
    }

    [Fact]
    public async Task Reconcile_TwoObjectsWithItsMarker_TouchesNeither()
    {
        using var pass = PassHarness.Start();
        pass.External.Objects.AddRange([new FakeObject("one", PassHarness.Marker), new FakeObject("two", PassHarness.Marker)]);

        await pass.ReconcileAsync();

        Assert.Equal(2, pass.External.Objects.Count);
        Assert.Equal(("True", Reasons.Conflict), pass.Condition(ConditionTypes.Stalled));
    }

    private static Action<DatabricksCluster> Adopting(AdoptionPolicy? adoption) =>
        cluster => cluster.Spec.Policies = new ClusterPolicies { Adoption = adoption };
}
