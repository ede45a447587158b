using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;

namespace Operator.UnitTests.Simulator;

public sealed class JobSettingsTests
{
    [Fact]
    public async Task Get_OfAnEmptyJob_ShowsWhatTheWorkspaceFillsIn()
    {
        await using var workspace = await JobCalls.StartAsync();

        var settings = await workspace.SettingsAsync("{}");

        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""
                {"name":"Untitled","max_concurrent_runs":1,"timeout_seconds":0,"edit_mode":"EDITABLE","format":"MULTI_TASK",
                 "email_notifications":{},"webhook_notifications":{}}
                """),
            settings));
    }

    [Fact]
    public async Task Get_OfATask_ShowsWhatTheWorkspaceFillsIn()
    {
        await using var workspace = await JobCalls.StartAsync();

        var settings = await workspace.SettingsAsync(JobCalls.OneNotebook);

        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""
                {"task_key":"a","notebook_task":{"notebook_path":"/n","source":"WORKSPACE"},"run_if":"ALL_SUCCESS","timeout_seconds":0,"disabled":false,
                 "retry_on_timeout":false,"email_notifications":{},"webhook_notifications":{}}
                """),
            settings["tasks"]![0]));
        Assert.Equal("PERFORMANCE_OPTIMIZED", (string?)settings["performance_target"]);
    }

    [Theory]
    [InlineData("2.1", false)]
    [InlineData("2.2", true)]
    public async Task Queue_LeftOut_IsOnOnVersion22Only(string version, bool queues)
    {
        await using var workspace = await JobCalls.StartAsync();
        var id = await workspace.CreateJobAsync(JobCalls.OneNotebook, version);
        Assert.Equal(queues, (bool?)(await workspace.GetJobAsync(id))["settings"]!["queue"]?["enabled"] ?? false);

        await workspace.SuccessAsync("reset", $$$"""{"job_id":{{{id}}},"new_settings":{"name":"n"}}""", version);

        Assert.Equal(queues, (bool?)(await workspace.GetJobAsync(id))["settings"]!["queue"]?["enabled"] ?? false);
    }

    [Fact]
    public async Task Queue_ExplicitlyOff_StaysOffAndAnUpdateDoesNotTurnItOn()
    {
        await using var workspace = await JobCalls.StartAsync();
        var off = await workspace.CreateJobAsync("""{"queue":{"enabled":false}}""", "2.2");
        var silent = await workspace.CreateJobAsync("{}");

        await workspace.SuccessAsync("update", $$$"""{"job_id":{{{silent}}},"new_settings":{"name":"n"}}""", "2.2");

        Assert.False((bool)(await workspace.GetJobAsync(off))["settings"]!["queue"]!["enabled"]!);
        Assert.Null((await workspace.GetJobAsync(silent))["settings"]!["queue"]);
    }

    [Theory]
    [InlineData("""{"schedule":{"quartz_cron_expression":"0 0 1 * * ?","timezone_id":"UTC"}}""", "schedule")]
    [InlineData("""{"trigger":{"file_arrival":{"url":"s3://b/"}}}""", "trigger")]
    [InlineData("""{"continuous":{"task_retry_mode":"NEVER"}}""", "continuous")]
    public async Task Get_OfATriggeredJob_ShowsItUnpaused(string body, string block)
    {
        await using var workspace = await JobCalls.StartAsync();

        Assert.Equal("UNPAUSED", (string?)(await workspace.SettingsAsync(body))[block]!["pause_status"]);
    }

    [Fact]
    public async Task Get_OfTypedTasks_ShowsTheirDefaultsAndTheGitSource()
    {
        await using var workspace = await JobCalls.StartAsync();

        var settings = await workspace.SettingsAsync("""
            {"git_source":{"git_url":"https://g/r","git_provider":"GITHUB","git_branch":"main"},"tasks":[
              {"task_key":"a","dbt_task":{"commands":["dbt run"]},"environment_key":"e"},
              {"task_key":"b","spark_python_task":{"python_file":"/p.py"},"environment_key":"e"},
              {"task_key":"c","sql_task":{"warehouse_id":"w","file":{"path":"q.sql"}}},
              {"task_key":"d","pipeline_task":{"pipeline_id":"p"}},
              {"task_key":"e","spark_jar_task":{"main_class_name":"M"},"existing_cluster_id":"x"},
              {"task_key":"f","for_each_task":{"inputs":"[1]","task":{"task_key":"g","notebook_task":{"notebook_path":"n"}}}}],
             "environments":[{"environment_key":"e"}]}
            """);

        var tasks = settings["tasks"]!;
        Assert.Equal("gitHub", (string?)settings["git_source"]!["git_provider"]);
        Assert.Equal(("default", "GIT"), ((string?)tasks[0]!["dbt_task"]!["schema"], (string?)tasks[0]!["dbt_task"]!["source"]));
        Assert.Equal("WORKSPACE", (string?)tasks[1]!["spark_python_task"]!["source"]);
        Assert.Equal("GIT", (string?)tasks[2]!["sql_task"]!["file"]!["source"]);
        Assert.False((bool)tasks[3]!["pipeline_task"]!["full_refresh"]!);
        Assert.True((bool)tasks[4]!["spark_jar_task"]!["run_as_repl"]!);
        var inner = tasks[5]!["for_each_task"]!["task"]!;
        Assert.Equal(("ALL_SUCCESS", "GIT"), ((string?)inner["run_if"], (string?)inner["notebook_task"]!["source"]));
    }

    [Fact]
    public async Task Get_OfAClusterOfItsOwn_ShowsWhatIsOnlyDecidedForARunAsItWasGiven()
    {
        await using var workspace = await JobCalls.StartAsync();

        var settings = await workspace.SettingsAsync("""
            {"tasks":[{"task_key":"a","notebook_task":{"notebook_path":"/n"},"new_cluster":
              {"spark_version":"15.4.x-scala2.12","node_type_id":"n","num_workers":1,
              "data_security_mode":"DATA_SECURITY_MODE_AUTO","aws_attributes":{"zone_id":"auto"}}}]}
            """);

        var cluster = settings["tasks"]![0]!["new_cluster"]!;
        Assert.Equal("DATA_SECURITY_MODE_AUTO", (string?)cluster["data_security_mode"]);
        Assert.Equal("auto", (string?)cluster["aws_attributes"]!["zone_id"]);
    }

    [Fact]
    public async Task Get_OfEmptyTextsAndListsInLibraries_ShowsNoneOfThem()
    {
        await using var workspace = await JobCalls.StartAsync();

        var settings = await workspace.SettingsAsync("""
            {"description":"","tasks":[{"task_key":"a","description":"","notebook_task":{"notebook_path":"/n"},
              "libraries":[{"maven":{"coordinates":"a:b:1","exclusions":[]}}]}]}
            """);

        Assert.Null(settings["description"]);
        Assert.Null(settings["tasks"]![0]!["description"]);
        Assert.Equal("""[{"maven":{"coordinates":"a:b:1"}}]""", settings["tasks"]![0]!["libraries"]!.ToJsonString());
    }

    [Fact]
    public async Task Get_ReordersWhatHasNoOrder()
    {
        await using var workspace = await JobCalls.StartAsync();

        var settings = await workspace.SettingsAsync("""
            {"tasks":[
              {"task_key":"z","notebook_task":{"notebook_path":"/n"},"depends_on":[{"task_key":"y"},{"task_key":"x"}]},
              {"task_key":"y","notebook_task":{"notebook_path":"/n"}},
              {"task_key":"x","spark_python_task":{"python_file":"/p","parameters":["b","a"]}}],
             "webhook_notifications":{"on_failure":[{"id":"1"},{"id":"2"}]}}
            """);

        var tasks = (JsonArray)settings["tasks"]!;
        Assert.Equal(["x", "y", "z"], tasks.Select(task => (string)task!["task_key"]!));
        Assert.Equal(["x", "y"], ((JsonArray)tasks[2]!["depends_on"]!).Select(entry => (string)entry!["task_key"]!));
        Assert.Equal(["2", "1"], ((JsonArray)settings["webhook_notifications"]!["on_failure"]!).Select(entry => (string)entry!["id"]!));
        Assert.Equal("""["b","a"]""", tasks[0]!["spark_python_task"]!["parameters"]!.ToJsonString());
    }

    [Fact]
    public async Task Get_AfterNullsEmptyMapsAndUnknownFields_ShowsNoneOfThem()
    {
        await using var workspace = await JobCalls.StartAsync();

        var settings = await workspace.SettingsAsync("""
            {"name":"n","tags":{},"parameters":[],"schedule":null,"libraries":[{"jar":"/j"}],"apples":1,
             "tasks":[{"task_key":"a","pears":2,"notebook_task":{"notebook_path":"/n","base_parameters":{}},"libraries":[]}]}
            """);

        Assert.All((string[])["tags", "parameters", "schedule", "libraries", "apples"], name => Assert.False(settings.ContainsKey(name)));
        var task = (JsonObject)settings["tasks"]![0]!;
        Assert.All((string[])["pears", "libraries"], name => Assert.False(task.ContainsKey(name)));
        Assert.Null(task["notebook_task"]!["base_parameters"]);
    }

    [Fact]
    public async Task Get_KeepsZeroAndFalse()
    {
        await using var workspace = await JobCalls.StartAsync();

        var settings = await workspace.SettingsAsync("""{"max_concurrent_runs":0,"timeout_seconds":0,"queue":{"enabled":false}}""", "2.2");

        Assert.Equal(0, (int)settings["max_concurrent_runs"]!);
        Assert.False((bool)settings["queue"]!["enabled"]!);
    }

    [Fact]
    public async Task Get_OfAJobCluster_ShowsTheDefaultsOfClustersButNeitherPolicyFlagNorIdleTime()
    {
        var policy = new ClusterPolicy("p") { Defaults = new JsonObject { ["custom_tags"] = new JsonObject { ["team"] = "data" } } };
        await using var workspace = await SimulatedWorkspace.StartAsync(new ClusterOptions { Policies = [policy] });

        var settings = await workspace.SettingsAsync("""
            {"job_clusters":[{"job_cluster_key":"k","libraries":[{"jar":"/j"}],"new_cluster":
              {"spark_version":"15.4.x-scala2.12","node_type_id":"n","autoscale":{"min_workers":1,"max_workers":3},
               "policy_id":"p","apply_policy_default_values":true}}],
             "tasks":[{"task_key":"a","job_cluster_key":"k","notebook_task":{"notebook_path":"/n"}}]}
            """);

        var cluster = (JsonObject)settings["job_clusters"]![0]!["new_cluster"]!;
        Assert.Equal("SINGLE_USER", (string?)cluster["data_security_mode"]);
        Assert.Equal("n", (string?)cluster["driver_node_type_id"]);
        Assert.Equal("SPOT_WITH_FALLBACK", (string?)cluster["aws_attributes"]!["availability"]);
        Assert.Equal("data", (string?)cluster["custom_tags"]!["team"]);
        Assert.All(
            (string[])["apply_policy_default_values", "autotermination_minutes", "num_workers"], name => Assert.False(cluster.ContainsKey(name)));
        Assert.Null(settings["job_clusters"]![0]!["libraries"]);
        Assert.Null(settings["performance_target"]);
    }
}
