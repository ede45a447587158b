using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Managed;

/// <summary>
/// A workspace that takes a change without an error and does not keep it: nothing is sent without end, and no cluster restarted twice for nothing.
/// </summary>
public sealed class RepetitionTests
{
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 3)]
    public async Task Reconcile_AChangeThatIsNotKept_IsSentAFewTimesAndThenSaid(bool restarts, int times)
    {
        using var pass = await DifferentAsync(restarts);

        await ReconcileAsync(pass, 6);

        Assert.Equal(times, Acts(pass));
        Assert.Equal(("False", Reasons.Rejected), pass.Condition(ConditionTypes.Synced));
        Assert.Equal(("True", Reasons.Rejected), pass.Condition(ConditionTypes.Stalled));
        Assert.Contains("sparkVersion", pass.Status.Conditions.Single(condition => condition.Type == ConditionTypes.Synced).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reconcile_AfterAnEditOfThatSetting_IsSentAgain()
    {
        using var pass = await DifferentAsync(restarts: true);
        await ReconcileAsync(pass, 3);

        pass.External.Change = pass.External.Change with { Asked = new Dictionary<string, string> { ["sparkVersion"] = "another" } };
        pass.Edit(spec => spec.SparkVersion = "17.3.x-scala2.13");
        await ReconcileAsync(pass, 3);

        Assert.Equal(2, Acts(pass));
    }

    [Theory]
    [InlineData("policy")]
    [InlineData("other setting")]
    [InlineData("suspended for a while")]
    public async Task Reconcile_AfterAnEditOfSomethingElse_IsNotSentAgain(string edited)
    {
        using var pass = await DifferentAsync(restarts: true);
        pass.External.Change = pass.External.Change with { Asked = new Dictionary<string, string> { ["sparkVersion"] = "the same" } };
        await ReconcileAsync(pass, 3);

        pass.Edit(spec => spec.Suspend = edited == "suspended for a while");
        await ReconcileAsync(pass, 1);
        pass.Edit(spec => (spec.Suspend, spec.NumWorkers, spec.Policies) =
            (null, edited == "other setting" ? 7 : spec.NumWorkers, edited == "policy" ? new ClusterPolicies { Deletion = DeletionPolicy.Retain } : null));
        await ReconcileAsync(pass, 3);

        Assert.Equal(1, Acts(pass));
    }

    [Fact]
    public async Task Reconcile_AnotherDifferenceThanTheRefusedOne_IsSent()
    {
        using var pass = await DifferentAsync(restarts: true);
        await ReconcileAsync(pass, 3);

        pass.External.Change = pass.External.Change with { Fields = ["sparkConf"] };
        pass.External.KeepsChanges = true;
        await ReconcileAsync(pass, 3);

        Assert.Equal(2, Acts(pass));
        Assert.Equal(("True", Reasons.InSync), pass.Condition(ConditionTypes.Synced));
    }

    [Fact]
    public async Task Reconcile_TheSameDriftTimeAndAgain_IsPutRightEachTime()
    {
        using var pass = await DifferentAsync(restarts: true);
        pass.External.KeepsChanges = true;
        await ReconcileAsync(pass, 2);

        for (var round = 0; round < 5; round++)
        {
            pass.Time.Advance(PassHarness.Grace);
            pass.External.Objects[0] = pass.External.Objects[0] with { IsDifferent = true };
            await ReconcileAsync(pass, 2);
        }

        Assert.Equal(6, Acts(pass));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reconcile_WhatWasNotKept_IsNotSentAgainByTheResyncNorByARestartOfTheOperator(bool restart)
    {
        using var pass = await DifferentAsync(restarts: true);
        await ReconcileAsync(pass, 3);

        pass.Time.Advance(PassHarness.Timing.Resync);
        if (restart)
        {
            pass.Restart();
        }

        await ReconcileAsync(pass, 3);

        Assert.Equal(1, Acts(pass));
        Assert.Equal(("False", Reasons.Rejected), pass.Condition(ConditionTypes.Synced));
    }

    private static async Task<PassHarness> DifferentAsync(bool restarts)
    {
        var pass = await PassHarness.CreatedAsync();
        pass.External.Change = pass.External.Change with { Restarts = restarts };
        pass.External.KeepsChanges = false;
        pass.External.Objects[0] = pass.External.Objects[0] with { IsDifferent = true };
        return pass;
    }

    private static async Task ReconcileAsync(PassHarness pass, int times)
    {
        for (var time = 0; time < times; time++)
        {
            await pass.ReconcileAsync();
            pass.Time.Advance(TimeSpan.FromSeconds(5));
        }
    }

    private static int Acts(PassHarness pass) => pass.External.Calls.Count(call => call.StartsWith("act", StringComparison.Ordinal));
}
