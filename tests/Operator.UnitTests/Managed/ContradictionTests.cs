using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Runtime.Status;

namespace Operator.UnitTests.Managed;

/// <summary>Where a list and a read of one object say different things, nothing is made of either.</summary>
public sealed class ContradictionTests
{
    /// <summary>A list shows it and one answer says that there is no such object: one of the two is wrong, and nothing is made of that.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reconcile_AListedObjectThatOneAnswerDenies_IsNotMadeASecondTime(bool isMarked)
    {
        using var pass = PassHarness.Start(cluster => cluster.Spec.Policies = new ClusterPolicies { Adoption = AdoptionPolicy.ByName });
        pass.External.Objects.Add(new FakeObject("there", isMarked ? PassHarness.Marker : null));
        pass.External.Denied.Add("there");

        await pass.ReconcileAsync();

        Assert.Single(pass.External.Objects);
        Assert.Equal(("True", Reasons.Provisioning), pass.Condition(ConditionTypes.Reconciling));
        pass.External.Denied.Clear();
        pass.Time.Advance(PassHarness.Grace);
        await pass.ReconcileAsync();
        Assert.Equal("there", pass.Status.ClusterId);
    }

    [Fact]
    public async Task Reconcile_AListedObjectThatIsGoneFromTheNextList_IsCreated()
    {
        using var pass = PassHarness.Start(cluster => cluster.Spec.Policies = new ClusterPolicies { Adoption = AdoptionPolicy.ByName });
        pass.External.Objects.Add(new FakeObject("gone", null));
        pass.External.Denied.Add("gone");
        await pass.ReconcileAsync();
        pass.External.Objects.Clear();

        pass.Time.Advance(PassHarness.Grace);
        await pass.ReconcileAsync();

        Assert.Equal("new-1", pass.Status.ClusterId);
        Assert.Contains("search 12:00:15", pass.External.Calls);
    }

    /// <summary>Applied anew right after its deletion: the list that others have just read still shows the former object.</summary>
    [Fact]
    public async Task Reconcile_AnObjectThatOnlyAnOlderListShows_IsCreatedWithoutAWait()
    {
        using var pass = PassHarness.Start();
        pass.External.Objects.Add(new FakeObject("former", PassHarness.Marker));
        pass.External.Denied.Add("former");
        pass.External.Before["search"] = () =>
        {
            if (pass.External.Calls.Count(call => call.StartsWith("search", StringComparison.Ordinal)) == 2)
            {
                pass.External.Objects.Clear();
            }

            return Task.CompletedTask;
        };

        await pass.ReconcileAsync();

        Assert.Equal("new-1", pass.Status.ClusterId);
        Assert.Equal(["search 11:59:30", "search 12:00:00"], pass.External.Calls.Where(call => call.StartsWith("search", StringComparison.Ordinal)));
    }

    /// <summary>Nothing was recorded, so the search is all that tells whether something is left to delete.</summary>
    [Fact]
    public async Task Finalize_AListedObjectThatOneAnswerDenies_IsDeletedBeforeTheResourceGoes()
    {
        using var pass = PassHarness.Start();
        pass.External.Failures["create"] = (PassHarness.Failure(DatabricksErrorKind.Transient, mayHaveTakenEffect: true), true);
        await pass.ReconcileAsync();
        pass.External.Denied.Add(Assert.Single(pass.External.Objects).Id);
        pass.Time.Advance(PassHarness.Grace);

        var result = await pass.FinalizeAsync();

        Assert.NotNull(result.RequeueAfter);
        Assert.Contains("making sure", pass.Status.Conditions.Find(ConditionTypes.Ready)!.Message, StringComparison.Ordinal);
        pass.External.Denied.Clear();
        await pass.FinalizeAsync();
        Assert.Empty(pass.External.Objects);
    }

    /// <summary>The object was shown a moment ago; lists may still lag behind its creation, and a get may be wrong for once.</summary>
    [Fact]
    public async Task Reconcile_AnObjectThatIsDeniedSoonAfterItsCreation_IsNotCreatedAgain()
    {
        using var pass = PassHarness.Start();
        await pass.ReconcileAsync();
        await pass.ReconcileAsync();
        var there = pass.External.Objects.ToList();
        pass.External.Objects.Clear();

        await pass.ReconcileAsync();

        Assert.Equal("new-1", pass.Status.ClusterId);
        Assert.Single(pass.External.Calls, call => call.StartsWith("create", StringComparison.Ordinal));
        pass.External.Objects.AddRange(there);
        pass.Time.Advance(PassHarness.Grace);
        await pass.ReconcileAsync();
        Assert.Single(pass.External.Objects);
    }

    /// <summary>It is not only waited for.</summary>
    [Fact]
    public async Task Reconcile_AnObjectThatStaysDenied_IsCreatedAgainAfterTheGrace()
    {
        using var pass = PassHarness.Start();
        await pass.ReconcileAsync();
        await pass.ReconcileAsync();
        pass.External.Objects.Clear();
        await pass.ReconcileAsync();

        pass.Time.Advance(PassHarness.Grace);
        await pass.ReconcileAsync();

        Assert.Equal(2, pass.External.Calls.Count(call => call.StartsWith("create", StringComparison.Ordinal)));
    }
}
