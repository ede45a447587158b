using System.Text;
using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Operator.Api.V1Alpha1;
using static Operator.UnitTests.Kinds.Jobs.Jobs;

namespace Operator.UnitTests.Kinds.Jobs;

/// <summary>What becomes of a job in the workspace, pass by pass.</summary>
public sealed class JobPassTests
{
    private const string Password = "hunter2-registry-password";
    private static readonly TimeSpan Moment = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Create_AJob_CarriesItsMarkAndNeedsNothingMore()
    {
        await using var job = await JobHarness.SettledAsync(spec => spec.Tasks![0].MaxRetries = 2);

        await job.PassAfterAsync(Moment);

        Assert.Equal(["jobs/create"], job.Workspace.Changes);
        Assert.Equal(JobHarness.OwnMarker, (string)job.Settings["tags"]![Ownership.MarkerTag]!);
    }

    [Fact]
    public async Task Edit_OfSeveralSettings_IsPlannedAsOneUpdateAndSentAsOneReset()
    {
        await using var job = await JobHarness.SettledAsync(spec => spec.Tasks![0].MaxRetries = 2);
        job.Edit(spec => (spec.Tasks, spec.Description, spec.Policies) = ([Notebook("other")], "new", new JobPolicies { Management = ManagementPolicy.Plan }));
        await job.PassAsync();
        var plan = job.Status.Plan!;

        job.Edit(spec => spec.Policies = null);
        await job.SettleAsync();
        await job.PassAfterAsync(Moment);

        Assert.Equal((PlanAction.Update, false), (plan.Action, plan.Restart));
        Assert.Equal(["description", "tasks[main]", "tasks[other]"], plan.Fields!.Order());
        Assert.Equal(["jobs/create", "jobs/reset"], job.Workspace.Changes);
    }

    [Fact]
    public async Task Reconcile_AJobOfAThousandTasks_IsReadWholeAndNeedsNothingMore()
    {
        await using var job = await JobHarness.SettledAsync(spec => spec.Tasks = [.. Enumerable.Range(0, 1000).Select(index => Notebook($"t{index}"))]);

        await job.PassAfterAsync(Moment);

        Assert.Equal(["jobs/create"], job.Workspace.Changes);
        Assert.Equal(("True", Reasons.InSync), job.Condition(ConditionTypes.Synced));
    }

    [Fact]
    public async Task Observe_AJobThatRanLongAgo_AsksOnceForItsLastRun()
    {
        await using var job = await JobHarness.StartAsync();
        var id = job.Remote.Jobs.Create(Wire(WithTask(_ => { })), "ada@example.com");
        var run = job.Remote.Runs.Start(id);
        job.Apply(one => (one.Spec.ExternalId, one.Spec.Policies) = ($"{id}", new JobPolicies { Management = ManagementPolicy.Observe }));

        await job.PassAsync();
        Assert.Equal($"{run}", job.Status.LastRun!.RunId);
        await job.PassAfterAsync(Moment);

        Assert.Equal($"{run}", job.Status.LastRun.RunId);
        Assert.Single(job.Remote.Journal.Of("jobs/runs/list"), call => call.Query.Contains("job_id=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1", Reasons.AdoptionTargetNotFound)]
    [InlineData("9999999999999999999", Reasons.InvalidSpec)]
    public async Task Adopt_AnIdThatIsNoJob_Stalls(string id, string reason)
    {
        await using var job = await JobHarness.StartAsync();
        job.Apply(one => one.Spec.ExternalId = id);

        await job.PassAsync();

        Assert.Equal(("True", reason), job.Condition(ConditionTypes.Stalled));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(AdoptionPolicy.ByName)]
    public async Task Adopt_AmongOthersOfItsName_TakesTheMarkedOne(AdoptionPolicy? adoption)
    {
        await using var job = await JobHarness.StartAsync();
        var (marked, _) = (Theirs(job, "etl", JobHarness.OwnMarker), Theirs(job, "etl"));
        job.Apply(one => one.Spec.Policies = new JobPolicies { Adoption = adoption });

        await job.SettleAsync();

        Assert.Equal((marked, 0), (job.Id, job.Calls("jobs/create")));
    }

    [Fact]
    public async Task Adopt_ByNameAmongOthers_TakesTheOneOfItsName()
    {
        await using var job = await JobHarness.StartAsync();
        var (_, mine) = (Theirs(job, "another"), Theirs(job, "etl"));
        job.Apply(one => one.Spec.Policies = new JobPolicies { Adoption = AdoptionPolicy.ByName });

        await job.SettleAsync();

        Assert.Equal((mine, 0), (job.Id, job.Calls("jobs/create")));
    }

    [Fact]
    public async Task Adopt_AJobThatABundleDeploys_WarnsOnceAndAgainWhenTheyDiffer()
    {
        await using var job = await JobHarness.StartAsync();
        var wire = Wire(Of(spec => spec.Name = "etl"));
        wire.Remove("tags");
        wire["deployment"] = new JsonObject { ["kind"] = "BUNDLE", ["metadata_file_path"] = "/Workspace/b/metadata.json" };
        var theirs = job.Remote.Jobs.Create(wire, WorkspaceOptions.DefaultUser);
        job.Apply(one => one.Spec.ExternalId = $"{theirs}");

        await job.SettleAsync();
        job.Workspace.Pass(TimeSpan.FromMinutes(11));
        await job.SettleAsync();

        var warning = Assert.Single(job.Events, text => text.StartsWith("Warning DeployedByBundle: ", StringComparison.Ordinal));
        Assert.Contains("/Workspace/b/metadata.json", warning, StringComparison.Ordinal);
        Assert.Equal(theirs, job.Id);

        job.Edit(spec => spec.Description = "new");
        await job.SettleAsync();

        Assert.Equal(2, job.Events.Count(text => text.StartsWith("Warning DeployedByBundle: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Create_WithAPassword_SendsItAndKeepsItNowhere()
    {
        await using var job = await JobHarness.StartAsync();
        job.Api.PutSecret("registry", "password", Encoding.UTF8.GetBytes(Password));
        job.Apply(one => one.Spec.Tasks = [WithLogin()]);
        await job.SettleAsync();

        job.Edit(spec => spec.Description = "new");
        await job.SettleAsync();

        Assert.Contains(Password, Assert.Single(job.Remote.Journal.Of("jobs/create")).Body, StringComparison.Ordinal);
        Assert.Contains(Password, Assert.Single(job.Remote.Journal.Of("jobs/reset")).Body, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, job.Stored.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(job.Status.AppliedFields!, path => path.Contains("password", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Edit_OfAJobThatGoesAway_SaysThatAndNotThatTheSpecIsWrong()
    {
        await using var job = await JobHarness.SettledAsync();
        var id = job.Id;
        job.Workspace.Before("jobs/reset", () => job.Remote.Jobs.Remove(id));
        job.Edit(spec => spec.Description = "new");

        await job.PassAsync();

        Assert.Equal(("Unknown", Reasons.RemoteMissing), job.Condition(ConditionTypes.Synced));
        Assert.Equal(("", ""), job.Condition(ConditionTypes.Stalled));
    }

    [Fact]
    public async Task Status_OfAJob_TellsWhoseItIsAndKeepsNothingOfOneThatIsGone()
    {
        await using var job = await JobHarness.SettledAsync();
        var first = job.Id;
        Assert.Equal((WorkspaceOptions.DefaultUser, WorkspaceOptions.DefaultUser), (job.Status.CreatorUserName, job.Status.RunAsUserName));
        Assert.EndsWith($"/jobs/{first}", job.Status.Url, StringComparison.Ordinal);
        Assert.Equal(0, job.Status.CreatedTime!.Value.Millisecond);
        job.Remote.Runs.Start(first);
        // A new process reads a list; a row of it does not tell whom the job runs as.
        job.Restart();
        await job.PassAsync();
        Assert.Equal(WorkspaceOptions.DefaultUser, job.Status.RunAsUserName);
        var (run, workspace) = (job.Status.LastRun, job.Status.WorkspaceId);

        job.Remote.Jobs.Remove(first);
        await job.PassAfterAsync(Moment);

        Assert.NotNull(run);
        Assert.NotEqual(first, job.Id);
        Assert.EndsWith($"/jobs/{job.Id}", job.Status.Url, StringComparison.Ordinal);
        Assert.Equal((null, workspace), (job.Status.LastRun, job.Status.WorkspaceId));
    }

    private static JobTaskSpec WithLogin()
    {
        var task = Notebook("main");
        var login = new DockerBasicAuthSpec { Username = "u", PasswordSecretRef = new SecretKeyReference { Name = "registry", Key = "password" } };
        task.NewCluster = new NewCluster
        {
            SparkVersion = "15.4.x-scala2.12",
            NodeTypeId = "i3.xlarge",
            NumWorkers = 1,
            DockerImage = new DockerImageSpec { Url = "registry.example.com/a", BasicAuth = login },
        };
        return task;
    }

    /// <summary>A job that is there already, made by the operator's identity.</summary>
    private static long Theirs(JobHarness job, string name, string? marker = null)
    {
        var wire = Wire(Of(spec => spec.Name = name));
        wire.Remove("tags");
        if (marker is not null)
        {
            wire["tags"] = new JsonObject { [Ownership.MarkerTag] = marker };
        }

        return job.Remote.Jobs.Create(wire, WorkspaceOptions.DefaultUser);
    }
}
