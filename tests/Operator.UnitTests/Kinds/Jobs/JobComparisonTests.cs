using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using static Operator.UnitTests.Kinds.Jobs.Jobs;

namespace Operator.UnitTests.Kinds.Jobs;

/// <summary>What the workspace makes of a job (behavior §4.3), and what people make of it there.</summary>
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

        job.Spec.Policies = new JobPolicies { Management = ManagementPolicy.Observe };
        Assert.Empty(Different(job, observed));
    }

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
    public void Different_AThousandTasks_AreComparedWhole()
    {
        var job = Of(spec => spec.Tasks = [.. Enumerable.Range(0, 1000).Select(index => Notebook($"t{index}"))]);
        var same = Echo(job, settings => Fill(settings, "WORKSPACE"));

        Assert.Empty(Different(job, same));
        Assert.Equal(["tasks[t999].notebookTask.notebookPath"], Different(job, Echo(job, settings => settings["tasks"]![999]!["notebook_task"]!["notebook_path"] = "/x")));
        Assert.Empty(job.Applied().Status.AppliedFields!);
        Assert.True(Decide(Of(), Echo(job)).Message.Length < 1000);
    }

    [Theory]
    [InlineData("dbfs:/x.py", "WORKSPACE")]
    [InlineData("dbfs:/x.py", null)]
    [InlineData("/Workspace/x.py", "WORKSPACE")]
    [InlineData("jobs/x.py", "GIT")]
    public void Different_APythonFileOfAJobWithARepository_IsNotWhereverItIsFrom(string file, string? answer)
    {
        var job = Of(spec =>
        {
            spec.GitSource = new JobGitSource { GitUrl = "https://example.com/r", GitProvider = "gitHub" };
            spec.Tasks = [new JobTask { TaskKey = "a", SparkPythonTask = new SparkPythonTask { PythonFile = file } }];
        }).Applied();

        Assert.Empty(Different(job, Echo(job, settings => settings["tasks"]![0]!["spark_python_task"]!["source"] = answer)));
    }

    [Fact]
    public void Different_TheSourceOfATaskTakenOut_IsUntilItIsReset()
    {
        var applied = WithTask(task => task.NotebookTask!.Source = "GIT").Applied();
        var job = WithTask(_ => { });
        job.Status.AppliedFields = applied.Status.AppliedFields;

        Assert.Equal(["tasks[main].notebookTask.source"], Different(job, Echo(applied)));
        Assert.Empty(Different(job.Applied(), Echo(applied)));
    }

    [Theory]
    [InlineData("us-east-1a", false)]
    [InlineData("auto", true)]
    public void Different_AZoneLeftToTheCloud_IsWhereTheClusterOfAJobIsPinnedToOne(string answer, bool isSame)
    {
        var job = Ruled(cluster => cluster.AwsAttributes = new AwsAttributes { ZoneId = "auto" });

        Assert.Equal(isSame, Different(job, Echo(job, settings => Cluster(settings)["aws_attributes"]!["zone_id"] = answer)).Count == 0);
    }

    [Theory]
    [InlineData("DATA_SECURITY_MODE_AUTO", "USER_ISOLATION", false)]
    [InlineData("SINGLE_USER", "DATA_SECURITY_MODE_AUTO", false)]
    [InlineData("DATA_SECURITY_MODE_AUTO", "DATA_SECURITY_MODE_AUTO", true)]
    [InlineData("DATA_SECURITY_MODE_DEDICATED", "SINGLE_USER", true)]
    public void Different_TheSecurityModeOfAJobsCluster_IsTheOneThatWasGiven(string mode, string answer, bool isSame)
    {
        var job = Ruled(cluster => cluster.DataSecurityMode = mode);

        Assert.Equal(isSame, Different(job, Echo(job, settings => Cluster(settings)["data_security_mode"] = answer)).Count == 0);
    }

    [Fact]
    public void Different_TheDefaultsOfAPolicyAskedForAndAnsweredAsFalse_AreNot()
    {
        var job = Ruled(cluster => (cluster.PolicyId, cluster.ApplyPolicyDefaultValues) = ("P", true)).Applied();

        Assert.Empty(Different(job, Echo(job, settings => Cluster(settings)["apply_policy_default_values"] = false)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Different_TheVersionOfAnEnvironmentAnsweredInItsOtherName_IsNot(bool isOlder)
    {
        var job = Of(spec => spec.Environments =
            [new JobEnvironment { EnvironmentKey = "e", Spec = isOlder ? new JobEnvironmentSpec { Client = "2" } : new JobEnvironmentSpec { EnvironmentVersion = "2" } }]).Applied();
        JsonObject Answer(string version) => new() { [isOlder ? "environment_version" : "client"] = version };

        Assert.Empty(Different(job, Echo(job, settings => settings["environments"]![0]!["spec"] = Answer("2"))));
        Assert.NotEmpty(Different(job, Echo(job, settings => settings["environments"]![0]!["spec"] = Answer("3"))));
    }

    [Fact]
    public void Different_AddressesInAnotherCase_AreNot()
    {
        var job = Ruled(cluster => cluster.SingleUserName = "Ada@example.com");
        job.Spec.EmailNotifications = new EmailNotifications { OnFailure = ["Ada@example.com", "eve@example.com"] };

        Assert.Empty(Different(job, Echo(job, settings =>
        {
            settings["email_notifications"]!["on_failure"] = new JsonArray("eve@example.com", "ada@example.com");
            Cluster(settings)["single_user_name"] = "ada@example.com";
        })));
    }

    [Fact]
    public void Different_ASpeedOfServerlessTasksThatTheWorkspaceChose_IsNot() =>
        Assert.Empty(Different(Of().Applied(), Echo(Of(), settings => settings["performance_target"] = "STANDARD")));

    [Fact]
    public void Different_ALibraryWithoutExclusions_IsTheSameAsOneWithNone()
    {
        var job = WithTask(task => task.Libraries = [new Library { Maven = new MavenLibrary { Coordinates = "a:b:1", Exclusions = [] } }, new Library { Jar = "a.jar" }]).Applied();

        Assert.Empty(Different(job, Echo(job, settings => settings["tasks"]![0]!["libraries"]![0]!["maven"]!.AsObject().Remove("exclusions"))));
    }

    [Fact]
    public void Reset_OfAJobWithSettingsThatTheSpecHasNoFieldFor_KeepsThose()
    {
        var job = Ruled(_ => { });
        job.Spec.GitSource = new JobGitSource { GitUrl = "https://example.com/r", GitProvider = "gitHub" };
        job.Spec.Schedule = new JobSchedule { QuartzCronExpression = "0 30 5 * * ?", TimezoneId = "UTC" };
        job.Spec.Tasks = [new JobTask { TaskKey = "run", RunJobTask = new RunJobTask { JobId = "1", PipelineParams = new PipelineParams { FullRefresh = true } } }, Notebook("main")];
        var theirs = Echo(job, settings =>
        {
            (settings["parent_path"], settings["description"]) = ("/Users/ada", "theirs");
            settings["deployment"] = JsonNode.Parse("""{"kind": "BUNDLE", "metadata_file_path": "/m"}""");
            settings["schedule"]!["sql_condition"] = JsonNode.Parse("""{"query": "q"}""");
            settings["git_source"]!["sparse_checkout"] = JsonNode.Parse("""{"patterns": ["a"]}""");
            settings["git_source"]!["git_snapshot"] = JsonNode.Parse("""{"used_commit": "c"}""");
            settings["tasks"]![1]!["compute"] = JsonNode.Parse("""{"hardware_accelerator": "GPU_1xA10"}""");
            settings["tasks"]![0]!["run_job_task"]!["pipeline_params"]!["field_of_tomorrow"] = 1;
            Cluster(settings)["dependency_mode"] = "ENVIRONMENTS";
        });

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
        job.Spec.Trigger = new JobTrigger { Periodic = new PeriodicTrigger { Interval = 1, Unit = "DAYS" } };
        job.Spec.Tasks = [new JobTask { TaskKey = "a", NotebookTask = new NotebookTask { NotebookPath = "/a" }, JobClusterKey = "ruled" }];
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

    private static DatabricksJob Ruled(Action<NewCluster> change) => Of(spec =>
    {
        var cluster = new NewCluster { SparkVersion = "15", NodeTypeId = "i3.xlarge", NumWorkers = 1 };
        change(cluster);
        spec.JobClusters = [new JobCluster { JobClusterKey = "ruled", NewCluster = cluster }];
    });

    private static JsonObject Cluster(JsonObject settings) => settings["job_clusters"]![0]!["new_cluster"]!.AsObject();

    private static JsonObject Reset(DatabricksJob job, Operator.Databricks.Jobs.Job observed) =>
        ResetBody(job, observed)["new_settings"]!.AsObject();

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

    /// <summary>What an answer holds that was not asked for (behavior §4.3).</summary>
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
