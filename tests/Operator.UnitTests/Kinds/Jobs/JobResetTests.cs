using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using static Operator.UnitTests.Kinds.Jobs.EverydayJob;
using static Operator.UnitTests.Kinds.Jobs.Jobs;

namespace Operator.UnitTests.Kinds.Jobs;

/// <summary>A reset replaces all settings: it holds everything of the spec, and what only the workspace has.</summary>
public sealed class JobResetTests
{
    [Fact]
    public void Reset_OfAJob_HoldsEverythingAndItsNumber()
    {
        var job = Of(Everyday);
        var body = ResetBody(job, Echo(Of()));

        Assert.Equal(Id, (long)body["job_id"]!);
        Assert.True(JsonNode.DeepEquals(Wire(job), body["new_settings"]));
    }

    [Fact]
    public void Reset_OfATaskWhoseTimeoutIsLeftAlone_KeepsTheirsAndNothingElse()
    {
        var job = Of(Everyday);
        job.Spec.Policies = new JobPolicies { IgnoreDrift = ["tasks[jar].timeoutSeconds"] };
        var theirs = Echo(job, settings =>
        {
            foreach (var task in settings["tasks"]!.AsArray())
            {
                task!["timeout_seconds"] = 77;
            }
        });

        var tasks = Reset(job, theirs)["tasks"]!.AsArray();

        Assert.Equal([null, 77, null, null], tasks.Select(task => (int?)task!["timeout_seconds"]));
        Assert.Equal(3, Different(job, theirs).Count);
    }

    [Fact]
    public void Reset_OfAJobWithSettingsThatTheSpecHasNoFieldFor_KeepsThose()
    {
        var job = Ruled(_ => { });
        job.Spec.GitSource = new JobGitSource { GitUrl = "https://example.com/r", GitProvider = "gitHub" };
        job.Spec.Schedule = new JobSchedule { QuartzCronExpression = "0 30 5 * * ?", TimezoneId = "UTC" };
        job.Spec.Tasks = [new JobTaskSpec
        {
            TaskKey = "run",
            RunJobTask = new RunJobTaskSpec { JobId = "1", PipelineParams = new PipelineParamsSpec { FullRefresh = true } },
        }, Notebook("main")];
        var theirs = Echo(job, AddWhatTheSpecHasNoFieldFor);

        var settings = Reset(job, theirs);

        Assert.Equal(["description"], Different(job, theirs));
        Assert.Equal("/Users/ada", (string)settings["parent_path"]!);
        Assert.Equal("BUNDLE", (string)settings["deployment"]!["kind"]!);
        Assert.Equal("q", (string)settings["schedule"]!["sql_condition"]!["query"]!);
        Assert.Equal("a", (string)settings["git_source"]!["sparse_checkout"]!["patterns"]![0]!);
        Assert.Null(settings["git_source"]!["git_snapshot"]);
        Assert.Equal("GPU_1xA10", (string)settings["tasks"]![1]!["compute"]!["hardware_accelerator"]!);
        Assert.Equal(1, (int)settings["tasks"]![0]!["run_job_task"]!["pipeline_params"]!["field_of_tomorrow"]!);
        Assert.Equal("ENVIRONMENTS", (string)Cluster(settings)["dependency_mode"]!);
        Assert.False(settings.ContainsKey("description"));
    }

    [Fact]
    public void Reset_OfAJobWithWhatExcludesTheSpec_DoesNotKeepIt()
    {
        var job = Ruled(_ => { });
        job.Spec.Trigger = new JobTrigger { Periodic = new PeriodicTriggerSpec { Interval = 1, Unit = "DAYS" } };
        job.Spec.Tasks = [new JobTaskSpec { TaskKey = "a", NotebookTask = new NotebookTaskSpec { NotebookPath = "/a" }, JobClusterKey = "ruled" }];
        var theirs = Echo(job, settings =>
        {
            settings["job_clusters"]![0]!["serverless_compute_id"] = "s";
            (settings["tasks"]![0]!["compute"], settings["tasks"]![0]!["alert_task"]) = (new JsonObject { ["x"] = 1 }, new JsonObject { ["alert_id"] = "1" });
            settings["trigger"]!["model"] = new JsonObject { ["name"] = "m" };
        });

        Assert.True(JsonNode.DeepEquals(Wire(job), Reset(job, theirs)));
    }

    [Fact]
    public void Reset_OfAClusterUnderAPolicy_LeavesToThePolicyWhatThePolicyPutIn()
    {
        var job = Ruled(cluster => cluster.PolicyId = "P");

        Assert.True(JsonNode.DeepEquals(Wire(job), Reset(job, Echo(job, settings => Cluster(settings)["dependency_mode"] = "ENVIRONMENTS"))));
    }

    [Fact]
    public void Reset_AfterAnExtraSettingWasTakenOut_DoesNotKeepIt()
    {
        var applied = Of(spec => spec.ExtraSettings = JsonNode.Parse("""{"parent_path": "/a", "deployment": {"kind": "BUNDLE"}}""")!.AsObject()).Applied();
        var job = Of();
        job.Status.AppliedFields = applied.Status.AppliedFields;

        Assert.Equal(["deployment.kind", "parentPath"], Different(job, Echo(applied)).Order());
        Assert.True(JsonNode.DeepEquals(Wire(job), Reset(job, Echo(applied))));
    }

    private static void AddWhatTheSpecHasNoFieldFor(JsonObject settings)
    {
        (settings["parent_path"], settings["description"]) = ("/Users/ada", "theirs");
        settings["deployment"] = JsonNode.Parse("""{"kind": "BUNDLE", "metadata_file_path": "/m"}""");
        settings["schedule"]!["sql_condition"] = JsonNode.Parse("""{"query": "q"}""");
        settings["git_source"]!["sparse_checkout"] = JsonNode.Parse("""{"patterns": ["a"]}""");
        settings["git_source"]!["git_snapshot"] = JsonNode.Parse("""{"used_commit": "c"}""");
        settings["tasks"]![1]!["compute"] = JsonNode.Parse("""{"hardware_accelerator": "GPU_1xA10"}""");
        settings["tasks"]![0]!["run_job_task"]!["pipeline_params"]!["field_of_tomorrow"] = 1;
        Cluster(settings)["dependency_mode"] = "ENVIRONMENTS";
    }
}
