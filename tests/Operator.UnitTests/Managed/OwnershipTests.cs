using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Reconciling;
using Operator.Runtime.Client;
using static Operator.UnitTests.Kinds.Clusters.Clusters;

namespace Operator.UnitTests.Managed;

/// <summary>Nothing that another resource manages is touched, whenever its marker appears.</summary>
public sealed class OwnershipTests
{
    private static readonly string Elsewhere = OwnerMarker.Of("another installation", DatabricksCluster.KindName, new ObjectKey("team", "etl"));
    private static readonly string Unknown = OwnerMarker.Of("prod", DatabricksCluster.KindName, new ObjectKey("team", "retired"));

    [Fact]
    public async Task Reconcile_PlanThenManageOfAnObjectOfAnother_NeverTouchesIt()
    {
        using var pass = PassHarness.Start(
            cluster => (cluster.Spec.ExternalId, cluster.Spec.Policies) = ("theirs", new ClusterPolicies { Management = ManagementPolicy.Plan }));
        pass.External.Objects.Add(new FakeObject("theirs", Elsewhere) { IsDifferent = true });

        await pass.ReconcileAsync();
        Assert.Equal(("True", Reasons.ExternalIdInUse), pass.Condition(ConditionTypes.Stalled));

        pass.Edit(spec => spec.Policies!.Management = ManagementPolicy.Manage);
        await pass.ReconcileAsync();
        await pass.FinalizeAsync();

        Assert.DoesNotContain(
            pass.External.Calls, call => call.StartsWith("act", StringComparison.Ordinal) || call.StartsWith("delete", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reconcile_TheMarkerOfARecordedObjectBecomesAnothers_IsAConflict()
    {
        using var pass = await PassHarness.CreatedAsync();
        await pass.ReconcileAsync();
        pass.External.Objects[0] = pass.External.Objects[0] with { Marker = Elsewhere, IsDifferent = true };
        pass.Reset();

        await pass.ReconcileAsync();

        Assert.Equal(("True", Reasons.Conflict), pass.Condition(ConditionTypes.Stalled));
        Assert.DoesNotContain("act Edit", pass.External.Calls);
        Assert.Contains(Elsewhere, pass.Status.Conditions[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finalize_TheMarkerBecameAnothers_DeletesNothingAndSaysTheWayOut()
    {
        using var pass = await PassHarness.CreatedAsync();
        await pass.ReconcileAsync();
        pass.External.Objects[0] = pass.External.Objects[0] with { Marker = Elsewhere };
        pass.Reset();

        var result = await pass.FinalizeAsync();

        Assert.NotNull(result.RequeueAfter);
        Assert.Single(pass.External.Objects);
        Assert.Equal(("False", Reasons.Conflict), pass.Condition(ConditionTypes.Ready));
        Assert.Contains(Annotations.Abandon, pass.Status.Conditions[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reconcile_ARecordedObjectWithoutAMarker_StaysManaged()
    {
        using var pass = PassHarness.Start(cluster => cluster.Spec.ExternalId = "theirs");
        pass.External.Objects.Add(new FakeObject("theirs", null));
        await pass.ReconcileAsync();

        await pass.ReconcileAsync();

        Assert.Equal(("True", Reasons.Available), pass.Condition(ConditionTypes.Ready));
    }

    [Theory]
    [InlineData(AdoptionPolicy.IfMarked, false)]
    [InlineData(AdoptionPolicy.ByName, false)]
    [InlineData(AdoptionPolicy.Always, true)]
    public async Task Reconcile_AnObjectThatARetiredResourceLeft_IsTakenOverByAnExplicitWordOnly(AdoptionPolicy adoption, bool isTakenOver)
    {
        using var pass = PassHarness.Start(
            cluster => (cluster.Spec.ExternalId, cluster.Spec.Policies) = ("retained", new ClusterPolicies { Adoption = adoption }));
        pass.External.Objects.Add(new FakeObject("retained", Unknown));

        await pass.ReconcileAsync();

        Assert.Equal(isTakenOver ? "retained" : null, pass.Status.ClusterId);
        Assert.Equal(isTakenOver ? "" : Reasons.ExternalIdInUse, pass.Condition(ConditionTypes.Stalled).Reason);
    }

    [Fact]
    public async Task Reconcile_AnObjectOfALiveResourceOfThisCluster_IsNeverTakenOver()
    {
        using var pass = PassHarness.Start(
            cluster => (cluster.Spec.ExternalId, cluster.Spec.Policies) = ("theirs", new ClusterPolicies { Adoption = AdoptionPolicy.Always }));
        pass.ApplyOther(Other("alive"));
        pass.External.Objects.Add(new FakeObject("theirs", OwnerMarker.Of("prod", DatabricksCluster.KindName, new ObjectKey("team", "alive"))));

        await pass.ReconcileAsync();

        Assert.Equal(("True", Reasons.ExternalIdInUse), pass.Condition(ConditionTypes.Stalled));
        Assert.Contains("team/alive", pass.Status.Conditions[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("another", "2222", true)]
    [InlineData("(default)", null, false)]
    public async Task Reconcile_TheSameIdInAnotherWorkspace_IsAnotherObject(string workspace, string? workspaceId, bool isFree)
    {
        using var pass = PassHarness.Start(cluster => cluster.Spec.ExternalId = "42");
        var rival = Other("rival", spec => spec.ExternalId = "42");
        (rival.Status.ClusterId, rival.Status.Workspace, rival.Status.WorkspaceId) = ("42", workspace, workspaceId);
        pass.ApplyOther(rival);
        pass.External.Objects.Add(new FakeObject("42", null));

        await pass.ReconcileAsync();

        Assert.Equal(isFree ? "42" : null, pass.Status.ClusterId);
        Assert.Equal(isFree ? "" : Reasons.ExternalIdInUse, pass.Condition(ConditionTypes.Stalled).Reason);
    }

    [Theory]
    [InlineData(true, null, Reasons.Conflict)]
    [InlineData(true, AdoptionPolicy.Always, "")]
    [InlineData(false, null, "")]
    public async Task Reconcile_ANamesakeWithTheMarkOfAnotherInstallation_IsNotMadeASecondTime(bool isElsewhere, AdoptionPolicy? adoption, string stalled)
    {
        using var pass = PassHarness.Start(cluster => cluster.Spec.Policies = new ClusterPolicies { Adoption = adoption });
        pass.External.Objects.Add(new FakeObject("theirs", isElsewhere ? Elsewhere : Unknown));

        await pass.ReconcileAsync();

        Assert.Equal(stalled, pass.Condition(ConditionTypes.Stalled).Reason);
        Assert.Equal(stalled.Length > 0 ? null : isElsewhere ? "theirs" : "new-2", pass.Status.ClusterId);
        Assert.Equal(stalled.Length > 0, pass.Status.Conditions.Any(condition => condition.Message.Contains(Elsewhere, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(PassHarness.Me, "copy")]
    [InlineData(null, "copy")]
    [InlineData("person@example.com", null)]
    public async Task Reconcile_ACopyThatAPersonMade_IsNotTakenForTheOriginal(string? creator, string? expected)
    {
        using var pass = PassHarness.Start();
        pass.External.Objects.Add(new FakeObject("copy", PassHarness.Marker) { Creator = creator });

        await pass.ReconcileAsync();

        Assert.Equal(expected, pass.Status.ClusterId);
        Assert.Equal(expected is null ? Reasons.Conflict : "", pass.Condition(ConditionTypes.Stalled).Reason);
        Assert.Single(pass.External.Objects);
    }

    /// <summary>
    /// What was taken over by name carries the mark and was made by somebody else: so it is found when the process died before the id was recorded, and when
    /// the resource is applied again after it was let go with Retain.
    /// </summary>
    [Theory]
    [InlineData(AdoptionPolicy.ByName, "etl", "taken")]
    [InlineData(AdoptionPolicy.ByName, "etl (copy)", null)]
    [InlineData(AdoptionPolicy.IfMarked, "etl", null)]
    public async Task Reconcile_AMarkedObjectOfAnotherCreator_IsItsOwnWhereItsNameMayBeTaken(AdoptionPolicy adoption, string name, string? expected)
    {
        using var pass = PassHarness.Start(cluster => cluster.Spec.Policies = new ClusterPolicies { Adoption = adoption });
        pass.External.Objects.Add(new FakeObject("taken", PassHarness.Marker, name) { Creator = "person@example.com" });

        await pass.ReconcileAsync();

        Assert.Equal(expected, pass.Status.ClusterId);
        Assert.Equal(expected is null ? Reasons.Conflict : "", pass.Condition(ConditionTypes.Stalled).Reason);
        Assert.Single(pass.External.Objects);
    }

    [Fact]
    public async Task Finalize_WithoutARecordedId_LeavesCopiesThatPeopleMade()
    {
        using var pass = PassHarness.Start();
        pass.External.Failures["create"] = (PassHarness.Failure(Operator.Databricks.Errors.DatabricksErrorKind.Transient, mayHaveTakenEffect: true), true);
        await pass.ReconcileAsync();
        pass.External.Failures.Clear();
        pass.External.Objects.Add(new FakeObject("copy", PassHarness.Marker) { Creator = "person@example.com" });
        pass.Time.Advance(PassHarness.Grace);

        var result = await pass.FinalizeAsync();

        Assert.Null(result.RequeueAfter);
        Assert.Equal(["copy"], pass.External.Objects.Select(one => one.Id));
        Assert.Contains(pass.Events, one => one.StartsWith("Warning LeftAlone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reconcile_AnObjectMarkedByAnEarlierVersion_IsFoundAndNotWritten()
    {
        using var pass = PassHarness.Start();
        pass.External.Objects.Add(new FakeObject("old", OwnerMarker.IdentityOf(PassHarness.Marker)));

        await pass.ReconcileAsync();

        Assert.Equal("old", pass.Status.ClusterId);
        Assert.DoesNotContain(pass.External.Calls, call => call.StartsWith("act", StringComparison.Ordinal));
    }

    private static DatabricksCluster Other(string name, Action<DatabricksClusterSpec>? change = null)
    {
        var other = Fixed(2, change ?? (_ => { }));
        (other.Metadata.Name, other.Metadata.NamespaceProperty, other.Metadata.Uid) = (name, "team", $"uid-{name}");
        return other;
    }
}
