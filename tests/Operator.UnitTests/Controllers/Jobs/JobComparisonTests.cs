using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Controllers.Jobs;
using static Operator.UnitTests.Controllers.Jobs.Jobs;

namespace Operator.UnitTests.Controllers.Jobs;

/// <summary>What the workspace makes of a job (F§4.3), and what people make of it there.</summary>
public sealed class JobComparisonTests
{
    private const string Principal = "5f1c7a52-6d2e-4f0f-9a61-0f6a3c1d2e3f";

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

        Assert.Empty(Different(job, Echo(job, settings => Reverse(settings, "tasks", "job_clusters", "parameters", "environments", "depends_on", "libraries", "on_failure", "rules"))));
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
        var theirs = Echo(job, settings => settings["schedule"] = JsonNode.Parse("""{"quartz_cron_expression": "0 0 0 * * ?", "timezone_id": "UTC", "pause_status": "UNPAUSED"}"""));

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
            new JobCluster { JobClusterKey = "ruled", NewCluster = new NewCluster { SparkVersion = "15", PolicyId = "P" } },
            new JobCluster { JobClusterKey = "free", NewCluster = new NewCluster { SparkVersion = "15", NodeTypeId = "i3.xlarge", NumWorkers = 1 } },
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

    [Theory]
    [InlineData("ADA@example.com", null, 0)]
    [InlineData("eve@example.com", null, 2)]
    [InlineData(null, "ada@example.com", 0)]
    [InlineData(null, "eve@example.com", 1)]
    [InlineData(null, null, 0)]
    public void Different_WhomAJobRunsAs_IsReadFromEitherPlace(string? answered, string? effective, int count)
    {
        var job = Of(spec => spec.RunAs = new JobRunAs { UserName = "ada@example.com" });
        var observed = Echo(job, settings => settings["run_as"] = answered is null ? null : new JsonObject { ["user_name"] = answered });

        Assert.Equal(Math.Min(count, 1), Different(job, observed with { RunAsUserName = effective }).Count);
    }

    [Fact]
    public void Reset_WhomAJobRunsAsTakenOut_NamesItsCreator()
    {
        var applied = Of(spec => spec.RunAs = new JobRunAs { ServicePrincipalName = Principal }).Applied();
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
        var applied = Of(spec => spec.RunAs = new JobRunAs { ServicePrincipalName = Principal }).Applied();
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

        job.Spec.Policies = new ResourcePolicies { Management = ManagementPolicy.Observe };
        Assert.Empty(Different(job, observed));
    }

    [Fact]
    public void Reset_OfAJob_HoldsEverythingAndItsNumber()
    {
        var job = Of(Everyday);
        var body = JobComparison.Of(job, Echo(Of()), Marker, FakeReferences.Instance).ResetBody();

        Assert.Equal(Id, (long)body["job_id"]!);
        Assert.True(JsonNode.DeepEquals(Wire(job), body["new_settings"]));
    }

    [Fact]
    public void Reset_OfATaskWhoseTimeoutIsLeftAlone_KeepsTheirsAndNothingElse()
    {
        var job = Of(Everyday);
        job.Spec.Policies = new ResourcePolicies { IgnoreDrift = ["tasks[jar].timeoutSeconds"] };
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
    public void Different_AThousandTasks_AreComparedWhole()
    {
        var job = Of(spec => spec.Tasks = [.. Enumerable.Range(0, 1000).Select(index => Notebook($"t{index}"))]);
        var same = Echo(job, settings => Fill(settings, "WORKSPACE"));

        Assert.Empty(Different(job, same));
        Assert.Equal(["tasks[t999].notebookTask.notebookPath"], Different(job, Echo(job, settings => settings["tasks"]![999]!["notebook_task"]!["notebook_path"] = "/x")));
        Assert.Empty(job.Applied().Status.AppliedFields!);
        Assert.True(Decide(Of(), Echo(job)).Message.Length < 1000);
    }

    private static JsonObject Reset(DatabricksJob job, Operator.Databricks.Jobs.Job observed) =>
        JobComparison.Of(job, observed, Marker, FakeReferences.Instance).ResetBody()["new_settings"]!.AsObject();

    private static void Everyday(DatabricksJobSpec spec)
    {
        spec.Schedule = new JobSchedule { QuartzCronExpression = "0 30 5 * * ?", TimezoneId = "UTC" };
        spec.Parameters = [new JobParameter { Name = "day", Default = "x" }, new JobParameter { Name = "a", Default = "" }];
        spec.Environments = [new JobEnvironment { EnvironmentKey = "e" }, new JobEnvironment { EnvironmentKey = "d", Spec = new JobEnvironmentSpec { Dependencies = ["b", "a"] } }];
        spec.JobClusters =
        [
            new JobCluster { JobClusterKey = "shared", NewCluster = new NewCluster { SparkVersion = "15", NodeTypeId = "i3.xlarge", NumWorkers = 2 } },
            new JobCluster { JobClusterKey = "a", NewCluster = new NewCluster { SparkVersion = "15", NodeTypeId = "i3.xlarge", IsSingleNode = true } },
        ];
        spec.WebhookNotifications = new WebhookNotifications { OnFailure = [new Webhook { Id = "b" }, new Webhook { Id = "a" }] };
        spec.EmailNotifications = new EmailNotifications { OnFailure = ["eve@example.com", "ada@example.com"] };
        spec.Health = new JobHealth { Rules = [new JobHealthRule { Metric = "B", Op = "GREATER_THAN", Value = 1 }, new JobHealthRule { Metric = "A", Op = "GREATER_THAN", Value = 2 }] };
        spec.Tasks =
        [
            Notebook("load"),
            new JobTask
            {
                TaskKey = "jar", SparkJarTask = new SparkJarTask { MainClassName = "Main", Parameters = ["a", "b"] }, JobClusterKey = "shared", DependsOn = [new TaskDependency { TaskKey = "load" }],
                Libraries = [new Library { Jar = "b.jar" }, new Library { Pypi = new PypiLibrary { Package = "pandas" } }],
            },
            new JobTask { TaskKey = "sql", SqlTask = new SqlTask { WarehouseId = "w", File = new SqlTaskFile { Path = "/q.sql" } }, DependsOn = [new TaskDependency { TaskKey = "load" }, new TaskDependency { TaskKey = "jar" }] },
            new JobTask { TaskKey = "loop", ForEachTask = new ForEachTask { Inputs = "[1]", Task = new RepeatedTask { TaskKey = "inner", DbtTask = new DbtTask { Commands = ["dbt run"] } } } },
        ];
    }

    /// <summary>What F§4.3 says that an answer holds and nobody asked for.</summary>
    private static void Fill(JsonObject settings, string source)
    {
        (settings["max_concurrent_runs"], settings["timeout_seconds"], settings["format"], settings["edit_mode"]) = (1, 0, "MULTI_TASK", "EDITABLE");
        (settings["performance_target"], settings["budget_policy_id"], settings["trigger"]) = ("PERFORMANCE_OPTIMIZED", "b-1", null);
        settings["email_notifications"] ??= new JsonObject { ["no_alert_for_skipped_runs"] = false };
        settings["webhook_notifications"] ??= new JsonObject();
        if (settings["schedule"] is JsonObject schedule)
        {
            schedule["pause_status"] = "UNPAUSED";
        }

        if (settings["git_source"] is JsonObject git)
        {
            git["git_provider"] = "GITHUB";
        }

        foreach (var cluster in settings["job_clusters"]?.AsArray() ?? [])
        {
            var values = cluster!["new_cluster"]!.AsObject();
            (values["data_security_mode"], values["driver_node_type_id"], values["enable_elastic_disk"]) = ("SINGLE_USER", "i3.xlarge", true);
            (values["aws_attributes"], values["num_workers"]) = (new JsonObject { ["zone_id"] = "eu-1a", ["first_on_demand"] = 1 }, values["num_workers"]?.DeepClone() ?? 0);
        }

        foreach (var task in settings["tasks"]!.AsArray())
        {
            FillTask(task!.AsObject(), source);
            if (task["for_each_task"] is JsonObject loop)
            {
                loop["concurrency"] = 20;
                FillTask(loop["task"]!.AsObject(), source);
            }
        }
    }

    private static void FillTask(JsonObject task, string source)
    {
        (task["run_if"], task["disabled"], task["timeout_seconds"], task["retry_on_timeout"]) = ("ALL_SUCCESS", false, 0, false);
        (task["email_notifications"], task["webhook_notifications"]) = (new JsonObject(), new JsonObject());
        foreach (var block in new[] { task["notebook_task"], task["sql_task"]?["file"], task["dbt_task"] }.OfType<JsonObject>())
        {
            block["source"] = source;
        }

        if (task["dbt_task"] is JsonObject dbt)
        {
            dbt["schema"] = "default";
        }

        if (task["spark_jar_task"] is JsonObject jar)
        {
            jar["run_as_repl"] = true;
        }
    }

    private static void Reverse(JsonNode? node, params string[] names)
    {
        foreach (var (name, value) in (node as JsonObject ?? []).ToList())
        {
            if (value is JsonArray list && names.Contains(name) && list.All(element => element is JsonObject || name == "on_failure"))
            {
                node![name] = new JsonArray([.. list.Reverse().Select(element => element?.DeepClone())]);
            }

            Reverse(node![name], names);
        }

        foreach (var element in node as JsonArray ?? [])
        {
            Reverse(element, names);
        }
    }
}
