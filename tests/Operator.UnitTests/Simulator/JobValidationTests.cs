namespace Operator.UnitTests.Simulator;

public sealed class JobValidationTests
{
    private const string Notebook = "\"notebook_task\":{\"notebook_path\":\"/n\"}";

    [Theory]
    [InlineData(
        """{"git_source":{"git_url":"u"}}""",
        "git_source.git_provider must be one of: github,gitlab,bitbucketcloud,gitlabenterpriseedition,bitbucketserver,azuredevopsservices,githubenterprise,"
            + "awscodecommit")]
    [InlineData("""{"tasks":[{"task_key":"a",<N>,"depends_on":[{"task_key":"a"}]}]}""", "Invalid dependency graph, task 'a' can not reference itself.")]
    [InlineData("""{"tasks":[{"task_key":"a",<N>,"depends_on":[{"outcome":"true"}]}]}""", "Missing required field: settings.tasks.depends_on.task_key")]
    [InlineData(
        """{"tasks":[{"task_key":"a",<N>,"new_cluster":{"spark_version":"15.4.x-scala2.12","node_type_id":"n"}}]}""",
        "Cluster validation error: Missing required field: settings.cluster_spec.new_cluster.size")]
    [InlineData(
        """{"tasks":[{"task_key":"a",<N>,"new_cluster":{"spark_version":"15.4.x-scala2.12","node_type_id":"n","num_workers":0}}]}""",
        "NumWorkers could be 0 only for SingleNode clusters")]
    [InlineData(
        """{"job_clusters":[{"job_cluster_key":"k","new_cluster":{"spark_version":"auto:latest-lts","node_type_id":"n","num_workers":1}}],"tasks":["""
            + """{"task_key":"a",<N>,"job_cluster_key":"k"}]}""", "Invalid spark version auto:latest-lts.")]
    [InlineData(
        """{"job_clusters":[{"job_cluster_key":"k","new_cluster":{"spark_version":"15.4.x-scala2.12","node_type_id":"n","num_workers":1}}]}""",
        "Shared job cluster feature is only supported in multi-task jobs.")]
    [InlineData("""{"tasks":[{"task_key":"a",<N>,"new_cluster":{"node_type_id":"n","num_workers":1}}]}""", "Invalid spark version .")]
    [InlineData(
        """{"tasks":[{"task_key":"a","spark_python_task":{"python_file":"p.py"}}],"git_source":{"git_url":"u","git_provider":"gitHub"}}""",
        "Invalid python file reference: p.py.")]
    [InlineData(
        """{"tasks":[{"task_key":"a","spark_jar_task":{"main_class_name":"M"}}]}""",
        "One of job_cluster_key, new_cluster, or existing_cluster_id must be specified.")]
    [InlineData("""{"tasks":[{"task_key":"a","notebook_task":{"source":"GIT"}}]}""", "Missing required field: settings.tasks.notebook_task.notebook_path")]
    [InlineData(
        """{"access_control_list":[{"user_name":"a","permission_level":"IS_OWNER"},{"user_name":"b","permission_level":"IS_OWNER"}]}""",
        "The job must have exactly one owner.")]
    public async Task Create_WithAMistakeKnownByItsText_IsRefusedInThatText(string body, string message)
    {
        await using var workspace = await JobCalls.StartAsync();

        (await workspace.CallAsync("create", body.Replace("<N>", Notebook, StringComparison.Ordinal)))
            .AssertRefused("INVALID_PARAMETER_VALUE", message);
        Assert.Empty(workspace.Workspace.Jobs.Ids);
    }

    [Theory]
    [InlineData("""{"tasks":[{"task_key":"a",<N>},{"task_key":"a",<N>}]}""")]
    [InlineData("""{"tasks":[{<N>}]}""")]
    [InlineData("""{"tasks":[{"task_key":"a b",<N>}]}""")]
    [InlineData("""{"tasks":[{"task_key":"a"}]}""")]
    [InlineData("""{"tasks":[{"task_key":"a",<N>,"pipeline_task":{"pipeline_id":"p"}}]}""")]
    [InlineData("""{"tasks":[{"task_key":"a",<N>,"depends_on":[{"task_key":"x"}]}]}""")]
    [InlineData("""{"tasks":[{"task_key":"a",<N>,"depends_on":[{"task_key":"b"}]},{"task_key":"b",<N>,"depends_on":[{"task_key":"a"}]}]}""")]
    [InlineData("""{"tasks":[{"task_key":"a",<N>,"job_cluster_key":"x"}]}""")]
    [InlineData("""{"tasks":[{"task_key":"a",<N>,"environment_key":"x"}]}""")]
    [InlineData("""{"tasks":[{"task_key":"a",<N>,"existing_cluster_id":"x","job_cluster_key":"x"}]}""")]
    [InlineData("""{"tasks":[{"task_key":"a",<N>,"run_if":"NEVER"}]}""")]
    [InlineData("""{"tasks":[{"task_key":"a",<N>,"timeout_seconds":-1}]}""")]
    [InlineData("""{"tasks":[{"task_key":"a",<N>,"max_retries":-2}]}""")]
    [InlineData("""{"tasks":[{"task_key":"a","spark_jar_task":{"run_as_repl":false},"existing_cluster_id":"x"}]}""")]
    [InlineData("""{"tasks":[{"task_key":"a","run_job_task":{"job_parameters":{"a":"b"}}}]}""")]
    [InlineData("""{"tasks":[{"task_key":"a","condition_task":{"op":"IS","left":"1","right":"2"}}]}""")]
    [InlineData("""{"tasks":[{"task_key":"a","for_each_task":{"inputs":"[]","concurrency":101,"task":{"task_key":"b",<N>}}}]}""")]
    [InlineData(
        """{"tasks":[{"task_key":"a","for_each_task":{"inputs":"[]","task":{"task_key":"b","for_each_task":{"inputs":"[]","task":{"task_key":"c",<N>}}}}}]}""")]
    [InlineData("""{"job_clusters":[{"job_cluster_key":"k"}]}""")]
    [InlineData("""{"parameters":[{"name":"p","default":""},{"name":"p","default":""}]}""")]
    [InlineData("""{"max_concurrent_runs":1001}""")]
    [InlineData("""{"max_concurrent_runs":-1}""")]
    [InlineData("""{"timeout_seconds":-1}""")]
    [InlineData("""{"schedule":{"quartz_cron_expression":"0 0 1 * * ?"}}""")]
    [InlineData("""{"schedule":{"quartz_cron_expression":"* *","timezone_id":"UTC"}}""")]
    [InlineData("""{"schedule":{"quartz_cron_expression":"0 0 1 * * ?","timezone_id":"UTC"},"continuous":{"pause_status":"PAUSED"}}""")]
    [InlineData("""{"continuous":{"pause_status":"ASLEEP"}}""")]
    [InlineData("""{"run_as":{"user_name":"u","service_principal_name":"s"}}""")]
    [InlineData("""{"webhook_notifications":{"on_start":[{"id":"1"},{"id":"2"},{"id":"3"},{"id":"4"}]}}""")]
    [InlineData("""{"access_control_list":[{"group_name":"g","permission_level":"IS_OWNER"}]}""")]
    [InlineData("""{"access_control_list":[{"user_name":"u","permission_level":"CAN_RESTART"}]}""")]
    public async Task Create_WithAMistake_IsRefusedAndCreatesNothing(string body)
    {
        await using var workspace = await JobCalls.StartAsync();

        var answer = await workspace.CallAsync("create", body.Replace("<N>", Notebook, StringComparison.Ordinal));

        Assert.Equal((400, "INVALID_PARAMETER_VALUE"), (answer.Status, answer.ErrorCode));
        Assert.Empty(workspace.Workspace.Jobs.Ids);
    }

    [Theory]
    [InlineData("""{"tasks":[{"task_key":"a",<N>,"disabled":"yes"}]}""")]
    [InlineData("""{"tasks":[{"task_key":"a",<N>,"retry_on_timeout":1}]}""")]
    [InlineData("""{"tasks":[{"task_key":"a",<N>,"min_retry_interval_millis":"soon"}]}""")]
    [InlineData("""{"tasks":[{"task_key":"a",<N>,"existing_cluster_id":7}]}""")]
    [InlineData("""{"parameters":[{"name":"p","default":5}]}""")]
    [InlineData("""{"queue":{"enabled":"no"}}""")]
    [InlineData("""{"tasks":{"task_key":"a"}}""")]
    [InlineData("""{"tasks":["a"]}""")]
    public async Task Create_WithAValueOfTheWrongType_IsRefusedAtOnceAndNotWhenItRuns(string body)
    {
        await using var workspace = await JobCalls.StartAsync();

        var answer = await workspace.CallAsync("create", body.Replace("<N>", Notebook, StringComparison.Ordinal));

        Assert.Equal((400, "MALFORMED_REQUEST"), (answer.Status, answer.ErrorCode));
        Assert.Empty(workspace.Workspace.Jobs.Ids);
    }

    [Fact]
    public async Task Create_WithAThousandTasks_WorksAndWithOneMoreDoesNot()
    {
        await using var workspace = await JobCalls.StartAsync();

        await workspace.CreateJobAsync(JobCalls.Chain([.. Enumerable.Range(0, 1000).Select(index => $"t{index}")]));

        Assert.Equal(400, (await workspace.CallAsync("create", JobCalls.Chain([.. Enumerable.Range(0, 1001).Select(index => $"t{index}")]))).Status);
    }

    [Fact]
    public async Task Create_OnAClusterThatIsNot_IsAccepted()
    {
        await using var workspace = await JobCalls.StartAsync();

        await workspace.CreateJobAsync("""{"tasks":[{"task_key":"a","notebook_task":{"notebook_path":"/not/there"},"existing_cluster_id":"none"}]}""");
    }

    [Fact]
    public async Task Reset_WithAMistake_ChangesNothing()
    {
        await using var workspace = await JobCalls.StartAsync();
        var id = await workspace.CreateJobAsync();
        var before = (await workspace.GetJobAsync(id)).ToJsonString();

        var reset = await workspace.CallAsync("reset", $$$"""{"job_id":{{{id}}},"new_settings":{"max_concurrent_runs":-1}}""");
        var update = await workspace.CallAsync("update", $$$"""{"job_id":{{{id}}},"new_settings":{"max_concurrent_runs":-1}}""");

        Assert.Equal((400, 400), (reset.Status, update.Status));
        Assert.Equal(before, (await workspace.GetJobAsync(id)).ToJsonString());
    }
}
