using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using static Operator.UnitTests.Kinds.Jobs.Jobs;

namespace Operator.UnitTests.Kinds.Jobs;

/// <summary>A job with something of everything, and what a workspace makes of it.</summary>
internal static class EverydayJob
{
    public static void Everyday(DatabricksJobSpec spec)
    {
        spec.Schedule = new JobSchedule { QuartzCronExpression = "0 30 5 * * ?", TimezoneId = "UTC" };
        spec.Parameters = [new JobParameter { Name = "day", Default = "x" }, new JobParameter { Name = "a", Default = "" }];
        spec.Environments =
        [
            new TaskEnvironmentSpec { EnvironmentKey = "e" },
            new TaskEnvironmentSpec { EnvironmentKey = "d", Spec = new JobEnvironmentSpec { Dependencies = ["b", "a"] } },
        ];
        spec.JobClusters =
        [
            new JobClusterSpec { JobClusterKey = "shared", NewCluster = new NewCluster { SparkVersion = "15", NodeTypeId = "i3.xlarge", NumWorkers = 2 } },
            new JobClusterSpec { JobClusterKey = "a", NewCluster = new NewCluster { SparkVersion = "15", NodeTypeId = "i3.xlarge", IsSingleNode = true } },
        ];
        spec.WebhookNotifications = new WebhookNotificationsSpec { OnFailure = [new WebhookSpec { Id = "b" }, new WebhookSpec { Id = "a" }] };
        spec.EmailNotifications = new EmailNotificationsSpec { OnFailure = ["eve@example.com", "ada@example.com"] };
        spec.Health = new JobHealth
        {
            Rules = [new JobHealthRule { Metric = "B", Op = "GREATER_THAN", Value = 1 }, new JobHealthRule { Metric = "A", Op = "GREATER_THAN", Value = 2 }],
        };
        spec.Tasks = Tasks();
    }

    /// <summary>Adds what an answer holds that was not asked for (behavior §4.3).</summary>
    public static void Fill(JsonObject settings, string source)
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
            FillCluster(cluster!["new_cluster"]!.AsObject());
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

    private static List<JobTaskSpec> Tasks() =>
    [
        Notebook("load"),
        new JobTaskSpec
        {
            TaskKey = "jar",
            SparkJarTask = new SparkJarTaskSpec { MainClassName = "Main", Parameters = ["a", "b"] },
            JobClusterKey = "shared",
            DependsOn = [new TaskDependencySpec { TaskKey = "load" }],
            Libraries = [new LibrarySpec { Jar = "b.jar" }, new LibrarySpec { Pypi = new PypiLibrary { Package = "pandas" } }],
        },
        new JobTaskSpec { TaskKey = "sql", SqlTask = new SqlTaskSpec { WarehouseId = "w", File = new SqlTaskFileSpec { Path = "/q."
            + "sql" } }, DependsOn = [new TaskDependencySpec { TaskKey = "load" }, new TaskDependencySpec { TaskKey = "jar" }] },
        new JobTaskSpec { TaskKey = "loop", ForEachTask = new ForEachTaskSpec
        {
            Inputs = "[1]",
            Task = new RepeatedTask { TaskKey = "inner", DbtTask = new DbtTaskSpec { Commands = ["dbt run"] } },
        } },
    ];

    private static void FillCluster(JsonObject values)
    {
        (values["data_security_mode"], values["driver_node_type_id"], values["enable_elastic_disk"]) = ("SINGLE_USER", "i3.xlarge", true);
        values["aws_attributes"] = new JsonObject { ["zone_id"] = "eu-1a", ["first_on_demand"] = 1 };
        values["num_workers"] ??= 0;
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

    /// <summary>Turns round the lists of these names, wherever they are.</summary>
    public static void Reverse(JsonNode? node, params string[] names)
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
