using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Jobs;
using Operator.Runtime.Client;
using Operator.UnitTests.Schema;
using YamlDotNet.Serialization;
using static Operator.UnitTests.Kinds.Jobs.Jobs;

namespace Operator.UnitTests.Kinds.Jobs;

public sealed class JobSpecValidatorTests
{
    private static readonly EntitySerializer Serializer = new(ApiJsonContext.Default);

    /// <summary>The cases an API server is tested with, where they are about a rule over one spec.</summary>
    private static readonly Dictionary<string, (DatabricksJob Job, string? Message)> Cases = Read();

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Fact]
    public void Cases_OfTheDefinition_AreThere()
    {
        Assert.True(Cases.Count > 80, $"only {Cases.Count}");
        Assert.Contains(Cases.Values, one => one.Message is null);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Problems_OfACase_AgreeWithTheRulesOfTheDefinition(string name)
    {
        var (job, message) = Cases[name];
        var problems = JobSpecValidator.Problems(job).ToList();

        Assert.True(message is not null == problems.Count > 0, string.Join("; ", problems));
        Assert.All(problems, problem => Assert.StartsWith("spec", problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Problems_OfATaskThatWaitsForNone_NameBoth()
    {
        var job = WithTask(task => task.DependsOn = [new TaskDependencySpec { TaskKey = "gone" }]);

        Assert.Equal(["spec.tasks[main].dependsOn: there is no task gone"], JobSpecValidator.Problems(job));
    }

    [Theory]
    [InlineData("check", true)]
    [InlineData("newer", true)]
    [InlineData("load", false)]
    public void Problems_OfADependencyOnAnOutcome_AreThereUnlessThatTaskCanHaveOne(string before, bool isValid)
    {
        var job = WithTask(task => task.DependsOn = [new TaskDependencySpec { TaskKey = before, Outcome = "true" }]);
        job.Spec.Tasks!.Add(new JobTaskSpec { TaskKey = "check", ConditionTask = new ConditionTaskSpec { Left = "1", Op = "EQUAL_TO", Right = "1" } });
        job.Spec.Tasks.Add(new JobTaskSpec { TaskKey = "newer", ExtraSettings = new JsonObject { ["branch_task"] = new JsonObject() } });
        job.Spec.Tasks.Add(new JobTaskSpec { TaskKey = "load", NotebookTask = new NotebookTaskSpec { NotebookPath = "/load" } });

        Assert.Equal(
            isValid ? [] : ["spec.tasks[main].dependsOn: outcome is for a task with conditionTask, and load has none"], JobSpecValidator.Problems(job));
    }

    [Fact]
    public void Problems_OfExtraSettingsOfASharedClustersEntry_NameWhatTheyContradict()
    {
        var job = Of(spec => spec.JobClusters =
            [new JobClusterSpec { JobClusterKey = "c", NewCluster = new NewCluster { PolicyId = "P" }, ExtraSettings = new JsonObject
            {
                ["new_cluster"] = new JsonObject { ["policy_id"] = "Q" },
            } }]);

        Assert.Equal(["spec.jobClusters[c].extraSettings must not set newCluster.policyId, which the spec sets already"], JobSpecValidator.Problems(job));
    }

    [Theory]
    [InlineData("clone_from")]
    [InlineData("idempotency_token")]
    [InlineData("cluster_id")]
    [InlineData("state")]
    public void Problems_OfExtraSettingsOfACluster_NameWhatIsNoSetting(string name)
    {
        var job = Of(spec => spec.JobClusters =
            [new JobClusterSpec { JobClusterKey = "c", NewCluster = new NewCluster { PolicyId = "P", ExtraSettings = new JsonObject { [name] = "x" } } }]);

        Assert.Contains(
            $"spec.jobClusters[c].newCluster.extraSettings must not set {name}", Assert.Single(JobSpecValidator.Problems(job)), StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_OfTasksThatWaitForEachOther_NameThoseInTheCircleAndThoseBehindIt()
    {
        var job = Chain(("a", []), ("b", ["a", "d"]), ("c", ["b"]), ("d", ["c"]), ("e", ["a"]));

        Assert.Equal(["spec.tasks: dependsOn goes in a circle: b, c, d"], JobSpecValidator.Problems(job));
    }

    [Fact]
    public void Problems_OfAThousandTasksInARow_AreNone()
    {
        var job = Chain([.. Enumerable.Range(0, 1000).Select(index => ($"t{index}", index == 0 ? Array.Empty<string>() : [$"t{index - 1}"]))]);

        Assert.Empty(JobSpecValidator.Problems(job));
    }

    [Theory]
    [InlineData("""{"job_id": 1}""", "spec.extraSettings must not set job_id")]
    [InlineData("""{"access_control_list": []}""", "spec.extraSettings must not set access_control_list")]
    [InlineData("""{"name": "other"}""", "spec.extraSettings must not set name, which the spec sets already")]
    [InlineData("""{"tasks": []}""", "spec.extraSettings must not set tasks, which the spec sets already")]
    [InlineData("""{"schedule": {"timezone_id": "UTC"}}""", "spec.extraSettings must not set schedule.timezoneId, which the spec sets already")]
    [InlineData("""{"tags": {"databricks-operator-owner": "me"}}""", "spec.extraSettings must not set tags that start with databricks-operator-")]
    public void Problems_OfExtraSettings_NameWhatTheyContradict(string extra, string expected)
    {
        var job = WithTask(_ => { });
        job.Spec.Schedule = new JobSchedule { QuartzCronExpression = "0 0 0 * * ?", TimezoneId = "UTC" };
        job.Spec.ExtraSettings = JsonNode.Parse(extra)!.AsObject();

        Assert.Equal([expected], JobSpecValidator.Problems(job));
    }

    [Theory]
    [InlineData("""{"task_key": "other"}""", "must not set taskKey")]
    [InlineData("""{"notebook_task": {"notebook_path": "/b"}}""", "must not set notebookTask.notebookPath")]
    [InlineData("""{"existing_cluster_id": "c-1"}""", "must not set existingClusterId")]
    [InlineData("""{"alert_task": {"alert_id": "a"}}""", "exactly one task type")]
    public void Problems_OfATasksExtraSettings_NameWhatTheyContradict(string extra, string expected)
    {
        var job = WithTask(task =>
        {
            task.ExistingClusterRef = new ResourceReference { Name = "shared" };
            task.ExtraSettings = JsonNode.Parse(extra)!.AsObject();
        });

        var problem = Assert.Single(JobSpecValidator.Problems(job));
        Assert.StartsWith("spec.tasks[main]", problem, StringComparison.Ordinal);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_OfALoopSmuggledIntoALoop_SayThatItCannotBe()
    {
        var job = WithTask(task =>
        {
            task.NotebookTask = null;
            task.ForEachTask = new ForEachTaskSpec
            {
                Inputs = "[1]",
                Task = new RepeatedTask { TaskKey = "inner", ExtraSettings = new JsonObject { ["for_each_task"] = new JsonObject() } },
            };
        });

        Assert.Contains("cannot be another forEachTask", Assert.Single(JobSpecValidator.Problems(job)), StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_OfAClustersExtraSettings_NameWhatTheyContradict()
    {
        var job = WithTask(
            task => task.NewCluster = new NewCluster { SparkVersion = "15", PolicyId = "P", ExtraSettings = new JsonObject { ["spark_version"] = "16" } });

        Assert.Equal(["spec.tasks[main].newCluster.extraSettings must not set sparkVersion, which the spec sets already"], JobSpecValidator.Problems(job));
    }

    [Fact]
    public void Problems_OfAJobThatRunsItself_SayThatItDoes()
    {
        var job = Of(
            spec => spec.Tasks = [new JobTaskSpec { TaskKey = "a", RunJobTask = new RunJobTaskSpec { JobRef = new ResourceReference { Name = "etl" } } }]);

        Assert.Equal(["spec.tasks[a]: runJobTask.jobRef names this very job"], JobSpecValidator.Problems(job));
    }

    [Fact]
    public void Problems_OfANumberThatIsTooLargeForAnId_SayWhere()
    {
        var job = Of(spec => spec.Tasks = [new JobTaskSpec { TaskKey = "a", RunJobTask = new RunJobTaskSpec { JobId = "9999999999999999999" } }]);

        Assert.Equal(["spec.tasks[a]: runJobTask.jobId must be the number of a job"], JobSpecValidator.Problems(job));
    }

    private static DatabricksJob Chain(params (string Key, string[] After)[] tasks) => Of(spec => spec.Tasks = [.. tasks.Select(task =>
    {
        var one = Notebook(task.Key);
        one.DependsOn = [.. task.After.Select(key => new TaskDependencySpec { TaskKey = key })];
        return one;
    })]);

    private static Dictionary<string, (DatabricksJob, string?)> Read()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "tests/Operator.UnitTests/Api/cel/databricksjobs.yaml"));
        var json = new SerializerBuilder().JsonCompatible().Build().Serialize(
            new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize(text)!);
        return JsonNode.Parse(json)!.AsArray()
            .Where(row => row!["old"] is null && row["schema"] is null)
            .ToDictionary(row => (string)row!["name"]!, row => (Job(row!["spec"]!), (string?)row["message"]));
    }

    private static DatabricksJob Job(JsonNode spec)
    {
        var json = new JsonObject { ["metadata"] = JsonSerializer.SerializeToNode(new V1ObjectMeta { Name = "etl" }), ["spec"] = spec.DeepClone() };
        return JsonSerializer.Deserialize(json, Serializer.TypeInfo<DatabricksJob>())!;
    }
}
