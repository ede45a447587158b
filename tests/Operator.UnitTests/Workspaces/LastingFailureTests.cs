using Operator.Api.V1Alpha1;
using Operator.UnitTests.Databricks;
using Operator.UnitTests.Managed;

namespace Operator.UnitTests.Workspaces;

/// <summary>A workspace that needs a person says so in the end, and so do the objects that live in it.</summary>
public sealed class LastingFailureTests
{
    [Fact]
    public async Task Reconcile_CredentialThatNeverWorked_IsNotReadyAtOnceAndStalledAfterTenMinutes()
    {
        using var fixture = new WorkspaceHarness();
        fixture.PutSecret("dapi-wrong");
        fixture.Answers(Reply.Error(401, "401", "Credential was not accepted"));
        fixture.Apply();

        await fixture.ReconcileAsync();
        Assert.Equal(("False", Reasons.AuthenticationFailed), fixture.Condition(ConditionTypes.Ready));
        Assert.Equal("InProgress", Kstatus.Of(fixture.Workspace().Status, 1));

        fixture.Time.Advance(TimeSpan.FromMinutes(10));
        await fixture.ReconcileAsync();
        Assert.Equal("Failed", Kstatus.Of(fixture.Workspace().Status, 1));
    }

    [Fact]
    public async Task Reconcile_HostThatNeverAnswered_IsStalledAfterTenMinutesUntilItAnswers()
    {
        using var fixture = new WorkspaceHarness();
        fixture.PutSecret("dapi-first");
        fixture.Answers(Reply.Error(500, "INTERNAL_ERROR", "broken"));
        fixture.Apply();

        await fixture.ReconcileAsync();
        Assert.Equal("InProgress", Kstatus.Of(fixture.Workspace().Status, 1));

        fixture.Time.Advance(TimeSpan.FromMinutes(10));
        await fixture.ReconcileAsync();
        Assert.Equal(("True", Reasons.ApiUnavailable), fixture.Condition(ConditionTypes.Stalled));
        Assert.Contains("check spec.host", fixture.Message(ConditionTypes.Stalled), StringComparison.Ordinal);
        Assert.True(fixture.Registry.Connect(fixture.AddCluster("etl")).IsStalled);

        fixture.Accepts("ada@example.com");
        await fixture.ReconcileAsync();
        Assert.Equal("Current", Kstatus.Of(fixture.Workspace().Status, 1));
        Assert.Null(fixture.Registry.Connect(fixture.AddCluster("etl")).Problem);
    }
}
