using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;

namespace Operator.UnitTests.Managed;

/// <summary>What a pass makes of a list that everybody shares: no call where all is well, and never a change decided on it.</summary>
public sealed class SharedListTests
{
    [Fact]
    public async Task Reconcile_AnObjectThatAListShowsAsItShouldBe_CallsNobody()
    {
        using var pass = await SettledAsync();
        pass.External.Listed["new-1"] = pass.External.Objects[0];

        var result = await pass.ReconcileAsync();

        Assert.Empty(pass.External.Calls);
        Assert.Empty(pass.Writes);
        Assert.True(result.IsSuccess);
        Assert.Equal(("True", Reasons.Available), pass.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Reconcile_AnObjectThatAListShowsAsDifferent_IsReadByItselfBeforeAnythingIsChanged()
    {
        using var pass = await SettledAsync();
        pass.External.Listed["new-1"] = pass.External.Objects[0] with { IsDifferent = true };

        await pass.ReconcileAsync();

        Assert.Equal(["get new-1"], pass.External.Calls);
    }

    /// <summary>Either the list or the read is stale. If it is the read, later lists show no further change, and nothing else would ask for one.</summary>
    [Fact]
    public async Task Reconcile_AnObjectThatAListShowsAsDifferentAndAReadDoesNot_IsLookedAtAgainSoon()
    {
        using var pass = await SettledAsync();
        pass.External.IsObserved = true;
        pass.External.Listed["new-1"] = pass.External.Objects[0] with { IsDifferent = true };

        var result = await pass.ReconcileAsync();

        Assert.InRange(result.RequeueAfter!.Value, TimeSpan.FromSeconds(54), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Reconcile_AnAdoptionByExternalId_IsNeverDecidedOnAList()
    {
        using var pass = PassHarness.Start(cluster => cluster.Spec.ExternalId = "theirs");
        pass.External.Objects.Add(new FakeObject("theirs", null));
        pass.External.Listed["theirs"] = pass.External.Objects[0];

        await pass.ReconcileAsync();

        Assert.Contains("get theirs", pass.External.Calls);
    }

    [Theory]
    [InlineData(true, 9, 10)]
    [InlineData(false, 0.014, 0.017)]
    public async Task Reconcile_ASettledObject_IsLookedAtAgainSoonOnlyWhereChangesWouldGoUnnoticed(bool isObserved, double fromHours, double toHours)
    {
        using var pass = await SettledAsync();
        pass.External.IsObserved = isObserved;

        var result = await pass.ReconcileAsync();

        Assert.InRange(result.RequeueAfter!.Value.TotalHours, fromHours, toHours);
    }

    [Fact]
    public async Task Reconcile_AChangeWhoseReplyWasLost_NoLongerBelievesTheList()
    {
        using var pass = await SettledAsync();
        pass.External.Objects[0] = pass.External.Objects[0] with { IsDifferent = true };
        pass.External.Failures["act"] = (PassHarness.Failure(DatabricksErrorKind.Transient, mayHaveTakenEffect: true), true);

        await pass.ReconcileAsync();

        Assert.Equal(["new-1"], pass.External.Written);
    }

    [Fact]
    public async Task Finalize_ADeletion_NoLongerBelievesTheList()
    {
        using var pass = await SettledAsync();

        await pass.FinalizeAsync();

        Assert.Equal(["new-1"], pass.External.Written);
    }

    private static async Task<PassHarness> SettledAsync()
    {
        var pass = await PassHarness.CreatedAsync();
        await pass.ReconcileAsync();
        pass.Reset();
        return pass;
    }
}
