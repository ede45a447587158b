using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Managed;

/// <summary>What cannot change once an object is recorded does not change, also where no API server refuses it.</summary>
public sealed class KeptFieldsTests
{
    [Theory]
    [InlineData("mine", "theirs", "spec.externalId is theirs, but this resource stands for mine")]
    [InlineData("mine", null, "spec.externalId was mine and cannot be removed")]
    [InlineData(null, "theirs", "spec.externalId is theirs, but this resource stands for mine")]
    public async Task Reconcile_AnotherExternalIdWhereNothingRefusesIt_IsStalledAndTouchesNothing(string? before, string? after, string message)
    {
        using var pass = PassHarness.Start(cluster => cluster.Spec.ExternalId = before);
        pass.External.Objects.AddRange([new FakeObject("mine", PassHarness.Marker), new FakeObject("theirs", null)]);
        await pass.ReconcileAsync();
        pass.Time.Advance(PassHarness.Grace);
        await pass.ReconcileAsync();
        Assert.Equal("mine", pass.Status.ClusterId);
        pass.Reset();

        pass.Edit(spec => spec.ExternalId = after);
        await pass.ReconcileAsync();

        Assert.Empty(pass.External.Calls);
        Assert.Equal(("False", Reasons.ImmutableFieldChanged), pass.Condition(ConditionTypes.Ready));
        Assert.Contains(message, pass.Status.Conditions.Single(one => one.Type == ConditionTypes.Stalled).Message, StringComparison.Ordinal);
        pass.Edit(spec => spec.ExternalId = before);
        await pass.ReconcileAsync();
        Assert.Equal(("True", Reasons.Available), pass.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Reconcile_AnExternalIdOfNothing_CanBeCorrected()
    {
        using var pass = await MistakenAsync(new FakeObject("mine", null));

        pass.Edit(spec => spec.ExternalId = "mine");
        await pass.ReconcileAsync();

        Assert.Equal(("mine", "mine"), (pass.Status.ClusterId, pass.Status.ExternalId));
        Assert.Equal("mine", Assert.Single(pass.External.Objects).Id);
    }

    [Fact]
    public async Task Reconcile_AnExternalIdOfNothing_CanBeTakenOutForAnObjectOfItsOwn()
    {
        using var pass = await MistakenAsync();

        pass.Edit(spec => spec.ExternalId = null);
        await pass.ReconcileAsync();
        pass.Time.Advance(PassHarness.Grace);
        await pass.ReconcileAsync();

        Assert.Equal(Assert.Single(pass.External.Objects).Id, pass.Status.ClusterId);
        Assert.Null(pass.Status.ExternalId);
    }

    /// <summary>The spec names an object that does not exist, so nothing is recorded.</summary>
    private static async Task<PassHarness> MistakenAsync(params FakeObject[] existing)
    {
        var pass = PassHarness.Start(cluster => cluster.Spec.ExternalId = "mistaken");
        pass.External.Objects.AddRange(existing);
        await pass.ReconcileAsync();
        Assert.Equal(("True", Reasons.AdoptionTargetNotFound), pass.Condition(ConditionTypes.Stalled));
        Assert.Null(pass.Status.ClusterId);
        return pass;
    }
}
