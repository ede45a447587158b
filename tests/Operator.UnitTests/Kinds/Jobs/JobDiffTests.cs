using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using static Operator.UnitTests.Kinds.Jobs.EverydayJob;
using static Operator.UnitTests.Kinds.Jobs.Jobs;

namespace Operator.UnitTests.Kinds.Jobs;

/// <summary>What the workspace makes of a job (behavior §4.3), and what people make of it there.</summary>
public sealed class JobDiffTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Different_AJobAsTheServerFillsIt_IsNot(bool hasGit)
    {
        var job = Of(spec =>
        {
            Everyday(spec);
            spec.GitSource = hasGit ? new JobGitSource { GitUrl = "https://example.com/r", GitProvider = "gitHub", GitBranch = "main" } : null;
        }).Applied();

        Assert.Empty(Different(job, Echo(job, settings => Fill(settings, hasGit ? "GIT" : "WORKSPACE"))));
    }

    [Fact]
    public void Different_ListsInAnotherOrder_AreNot()
    {
        var job = Of(Everyday).Applied();

        Assert.Empty(Different(job, Echo(
            job, settings => Reverse(settings, "tasks", "job_clusters", "parameters", "environments", "depends_on", "libraries", "on_failure", "rules"))));
    }

    [Fact]
    public void Different_ParametersInAnotherOrder_Are()
    {
        var job = Of(Everyday);

        Assert.Equal(["tasks[jar].sparkJarTask.parameters[0]", "tasks[jar].sparkJarTask.parameters[1]"], Different(job, Echo(job, settings =>
            settings["tasks"]![1]!["spark_jar_task"]!["parameters"] = new JsonArray("b", "a"))));
    }

    [Fact]
    public void Different_ATaskAddedOrTakenOut_IsNamedByItsKey()
    {
        var job = Of(Everyday);

        Assert.Equal(["tasks[sql]", "tasks[theirs]"], Different(job, Echo(job, settings =>
        {
            var tasks = settings["tasks"]!.AsArray();
            tasks.Remove(tasks.Single(task => (string)task!["task_key"]! == "sql"));
            tasks.Add(new JsonObject { ["task_key"] = "theirs", ["notebook_task"] = new JsonObject { ["notebook_path"] = "/x" } });
        })));
    }

    [Fact]
    public void Different_AScheduleOfTheirs_IsFoundAndTakenOut()
    {
        var job = Of(Everyday);
        job.Spec.Schedule = null;
        var theirs = Echo(job, settings => settings["schedule"] = JsonNode.Parse(
            """{"quartz_cron_expression": "0 0 0 * * ?", "timezone_id": "UTC", "pause_status": "UNPAUSED"}"""));

        Assert.Equal(["schedule.quartzCronExpression", "schedule.timezoneId"], Different(job, theirs));
        Assert.False(Reset(job, theirs).ContainsKey("schedule"));
    }

    [Theory]
    [InlineData("PAUSED", 1)]
    [InlineData("UNPAUSED", 0)]
    public void Different_AScheduleSomebodyPaused_Is(string status, int count)
    {
        var job = Of(Everyday);

        Assert.Equal(count, Different(job, Echo(job, settings => settings["schedule"]!["pause_status"] = status)).Count);
    }

    [Fact]
    public void Different_UnderAPolicy_ItsAdditionsToThatClusterAreNotAndOthersAre()
    {
        var job = Of(spec => spec.JobClusters =
        [
            new JobClusterSpec { JobClusterKey = "ruled", NewCluster = new NewCluster { SparkVersion = "15", PolicyId = "P" } },
            new JobClusterSpec { JobClusterKey = "free", NewCluster = new NewCluster { SparkVersion = "15", NodeTypeId = "i3.xlarge", NumWorkers = 1 } },
        ]).Applied();

        Assert.Equal(["jobClusters[free].newCluster.customTags[\"cost\"]"], Different(job, Echo(job, settings =>
        {
            foreach (var cluster in settings["job_clusters"]!.AsArray())
            {
                cluster!["new_cluster"]!["custom_tags"] = new JsonObject { ["cost"] = "1" };
            }

            settings["job_clusters"]![0]!["new_cluster"]!["num_workers"] = 4;
            settings["job_clusters"]![0]!["new_cluster"]!["node_type_id"] = "m5.large";
        })));
    }

    [Fact]
    public void Different_AJobOfAnOlderApiWithoutAQueue_IsUnlessItIsOff()
    {
        var off = Of(spec => spec.Queue = new JobQueue { Enabled = false });

        Assert.Equal(["queue.enabled"], Different(Of(), Echo(Of(), settings => settings.Remove("queue"))));
        Assert.Empty(Different(off, Echo(off, settings => settings.Remove("queue"))));
    }

    [Fact]
    public void Different_AnAdoptedJobWithoutTheMarker_IsMarkedUnlessItIsOnlyRead()
    {
        var job = Of();
        var observed = Echo(job, settings => settings.Remove("tags"));
        Assert.Equal(["tags[\"databricks-operator-owner\"]"], Different(job, observed));

        job.Spec.Policies = new JobPolicies { Management = ManagementPolicy.Observe };
        Assert.Empty(Different(job, observed));
    }

    [Fact]
    public void Different_AThousandTasks_AreComparedWhole()
    {
        var job = Of(spec => spec.Tasks = [.. Enumerable.Range(0, 1000).Select(index => Notebook($"t{index}"))]);
        var same = Echo(job, settings => Fill(settings, "WORKSPACE"));

        Assert.Empty(Different(job, same));
        Assert.Equal(["tasks[t999].notebookTask.notebookPath"], Different(
            job, Echo(job, settings => settings["tasks"]![999]!["notebook_task"]!["notebook_path"] = "/x")));
        Assert.Empty(job.Applied().Status.AppliedFields!);
        Assert.True(Decide(Of(), Echo(job)).Message.Length < 1000);
    }
}
