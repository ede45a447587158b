using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using static Operator.UnitTests.Kinds.Jobs.Jobs;

namespace Operator.UnitTests.Kinds.Jobs;

/// <summary>As whom a job runs, wherever the answer says so.</summary>
public sealed class RunAsIdentityTests
{
    private const string Principal = "5f1c7a52-6d2e-4f0f-9a61-0f6a3c1d2e3f";

    [Theory]
    [InlineData("ADA@example.com", null, 0)]
    [InlineData("eve@example.com", null, 2)]
    [InlineData(null, "ada@example.com", 0)]
    [InlineData(null, "eve@example.com", 1)]
    [InlineData(null, null, 0)]
    public void Different_WhomAJobRunsAs_IsReadFromEitherPlace(string? answered, string? effective, int count)
    {
        var job = Of(spec => spec.RunAs = new JobRunAsSpec { UserName = "ada@example.com" });
        var observed = Echo(job, settings => settings["run_as"] = answered is null ? null : new JsonObject { ["user_name"] = answered });

        Assert.Equal(Math.Min(count, 1), Different(job, observed with { RunAsUserName = effective }).Count);
    }

    [Fact]
    public void Reset_WhomAJobRunsAsTakenOut_NamesItsCreator()
    {
        var applied = Of(spec => spec.RunAs = new JobRunAsSpec { ServicePrincipalName = Principal }).Applied();
        var job = Of();
        (job.Status.AppliedFields, job.Status.Sync) = (applied.Status.AppliedFields, []);

        Assert.Equal(["runAs.servicePrincipalName"], Different(job, Echo(applied)));
        var settings = Reset(job, Echo(applied));
        Assert.Equal($$"""{"user_name":"{{Creator}}"}""", settings["run_as"]!.ToJsonString());
        // Also while the status does not know yet that the reset arrived: its reply may have been lost.
        Assert.Empty(Different(job, Shown(settings)));
    }

    [Fact]
    public void Different_WhomAJobRunsAsTakenOutOfOneWithoutACreator_CannotBeChanged()
    {
        var applied = Of(spec => spec.RunAs = new JobRunAsSpec { ServicePrincipalName = Principal }).Applied();
        var job = Of(spec => spec.Description = "new");
        (job.Status.AppliedFields, job.Status.Sync) = (applied.Status.AppliedFields, []);

        var observed = Echo(applied) with { CreatorUserName = null };
        var decision = Decide(job, observed);

        Assert.Equal(["description"], decision.Fields);
        Assert.Equal(["runAs.servicePrincipalName"], decision.Unchangeable);
        Assert.Equal(Principal, (string)Reset(job, observed)["run_as"]!["service_principal_name"]!);
    }

    [Fact]
    public void Different_SomebodyElsesIdentityThatTheSpecNeverSet_IsNotAndStays()
    {
        var job = Of(spec => spec.Description = "new");
        var observed = Echo(job, settings => (settings["run_as"], settings["description"]) = (new JsonObject { ["user_name"] = "eve" }, "old"));

        Assert.Equal(["description"], Different(job, observed));
        Assert.False(Reset(job, observed).ContainsKey("run_as"));
    }
}
