using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Runs;
using Operator.IntegrationTests.Harness;
using Operator.IntegrationTests.Policies;

namespace Operator.IntegrationTests.Runs;

/// <summary>Which run a resource follows, and how far it goes with it.</summary>
public sealed class RunPolicyTests(ControlPlane controlPlane) : ManagedKindTests(controlPlane, "DatabricksJobRun")
{
    private long job;

    protected override WorkspaceOptions Options => new() { Runs = new RunOptions { RunningDuration = TimeSpan.FromHours(1) } };

    protected override string Edit => """{"cancel":true}""";

    protected override bool IsAlive => Place.Remote.Runs.Ids is [var id] && Phase(id) == "RUNNING";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        job = Place.Remote.Jobs.Create(
            JsonNode.Parse("""{"name":"etl","tasks":[{"task_key":"load","notebook_task":{"notebook_path":"/load"}}]}""")!.AsObject(), "ada@example.com");
    }

    [Fact]
    public async Task ExternalId_OfNoRun_StallsAndStartsNone()
    {
        await Resource.ApplyAsync("""{externalId: "123"}""");

        await Resource.SaysAsync("Stalled", "True AdoptionTargetNotFound");

        await IsLeftAloneAsync();
        Assert.Empty(Place.Remote.Runs.Ids);
    }

    [Fact]
    public async Task ExternalId_OfAnothersRun_StallsAndLeavesItToThatOne()
    {
        await StartAsync();
        var second = Place.Object("DatabricksJobRun", "second");

        await second.ApplyAsync($"{{externalId: \"{await Resource.FieldAsync(".status.runId")}\", cancel: true}}");
        await second.SaysAsync("Stalled", "True ExternalIdInUse");

        Assert.True(IsAlive);
        await second.DeleteAsync();
        await second.GoneAsync();
        Assert.True(IsAlive);
        Assert.Equal(["jobs/run-now"], Place.Written);
    }

    [Fact]
    public async Task Observe_OfARun_FollowsItToItsEndAndNeverWrites()
    {
        var theirs = Place.Remote.Runs.Start(job);

        await Resource.ApplyAsync($"{{externalId: \"{theirs}\", cancel: true, timeoutSeconds: 1, policies: {{management: Observe}}}}");
        await Resource.ShowsAsync(".status.state", "RUNNING");
        await Resource.SaysAsync("Synced", "True Observed");
        await Resource.LookedAtAsync();
        Assert.True(IsAlive);
        Place.Remote.Runs.Finish(theirs);

        await Resource.SaysAsync("Complete", "True RunSucceeded");
        Assert.Empty(Place.Writes);
    }

    [Fact]
    public async Task Plan_OfARunAndThenManage_IsCarriedOutAndTakenBack()
    {
        await Resource.ApplyAsync(Spec("policies: {management: Plan}"));
        await Resource.ShowsAsync(".status.plan.action", "Create");
        await IsLeftAloneAsync();

        await StartAsync("policies: {management: Manage}");
        Assert.Empty(await Resource.FieldAsync(".status.plan"));

        await Resource.PatchAsync("""{"spec":{"cancel":true,"policies":{"management":"Plan"}}}""");
        await Resource.ShowsAsync(".status.plan.fields[*]", "cancel");
        await IsLeftAloneAsync();
        Assert.True(IsAlive);
        await Resource.PatchAsync("""{"spec":{"policies":{"management":"Manage"}}}""");
        await Resource.SaysAsync("Failed", "True RunCanceled");
        Assert.Equal(["jobs/run-now", "jobs/runs/cancel"], Place.Written);
        Assert.Empty(await Resource.FieldAsync(".status.plan"));
    }

    protected override async Task StartAsync(string further = "")
    {
        await Resource.ApplyAsync(Spec(further));
        await Resource.ShowsAsync(".status.state", "RUNNING");
    }

    /// <summary>A run is only observed where it was started by somebody else.</summary>
    protected override async Task ReadAsync(string management)
    {
        if (management == "Plan")
        {
            await base.ReadAsync(management);
            return;
        }

        await Resource.ApplyAsync($"{{externalId: \"{Place.Remote.Runs.Start(job)}\", policies: {{management: {management}}}}}");
        await Resource.ShowsAsync(".status.state", "RUNNING");
    }

    private string Spec(string further) => $"{{jobId: \"{job}\"{(further.Length > 0 ? $", {further}" : "")}}}";

    private string Phase(long run) => (string)Place.Remote.Runs.Find(run)!["state"]!["life_cycle_state"]!;
}
