using System.Collections;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Http;
using Operator.Kinds.Jobs;
using Operator.Reconciling;
using static Operator.UnitTests.Kinds.Jobs.Jobs;

namespace Operator.UnitTests.Kinds.Jobs;

public sealed class JobMapperTests
{
    public static TheoryData<string> Settings => [.. JobSetting.All.Where(setting => !setting.IsSecret).Select(setting => setting.Path)];

    [Fact]
    public void Settings_FoundByReflection_AreAllThereAre() => Assert.True(JobSetting.All.Count > 350, $"only {JobSetting.All.Count}");

    [Theory]
    [MemberData(nameof(Settings))]
    public void ToWire_ASetting_StandsUnderItsNameInTheApi(string path)
    {
        var job = Of();
        var setting = JobSetting.At(path);
        setting.Set(job.Spec, 0);

        Assert.NotNull(setting.Parent(Wire(job))[setting.WireName]);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void ToWire_TwoValuesOfASetting_AreNotTheSame(string path)
    {
        var (one, other) = (Of(), Of());
        JobSetting.At(path).Set(one.Spec, 0);
        JobSetting.At(path).Set(other.Spec, 1);

        Assert.False(JsonNode.DeepEquals(Wire(one), Wire(other)));
    }

    [Theory]
    [InlineData("jobs/x.py", true, null, "GIT")]
    [InlineData("jobs/x.py", true, "WORKSPACE", "WORKSPACE")]
    [InlineData("jobs/x.py", false, null, null)]
    [InlineData("/Workspace/x.py", true, null, null)]
    [InlineData("dbfs:/x.py", true, null, null)]
    [InlineData("{{job.parameters.file}}", true, null, null)]
    public void ToWire_APythonFile_IsCalledOneOfTheRepositoryWhereItsPathMeansNothingElse(string file, bool hasGit, string? source, string? expected)
    {
        var python = new SparkPythonTaskSpec { PythonFile = file, Source = source };
        var job = Of(spec =>
        {
            spec.GitSource = hasGit ? new JobGitSource { GitUrl = "https://example.com/r", GitProvider = "gitHub" } : null;
            spec.Tasks =
            [
                new JobTaskSpec { TaskKey = "a", SparkPythonTask = python },
                new JobTaskSpec
                {
                    TaskKey = "b",
                    ForEachTask = new ForEachTaskSpec { Inputs = "[]", Task = new RepeatedTask { TaskKey = "c", SparkPythonTask = python } },
                },
            ];
        });

        var tasks = Wire(job)["tasks"]!;

        Assert.Equal(expected, (string?)tasks[0]!["spark_python_task"]!["source"]);
        Assert.Equal(expected, (string?)tasks[1]!["for_each_task"]!["task"]!["spark_python_task"]!["source"]);
    }

    [Fact]
    public void ToWire_ExtraSettingsOfASharedCluster_StandInItsEntry()
    {
        var job = Of(
            spec => spec.JobClusters = [new JobClusterSpec { JobClusterKey = "s", ExtraSettings = new JsonObject { ["serverless_compute_id"] = "x" } }]);

        Assert.Equal("""[{"job_cluster_key":"s","serverless_compute_id":"x"}]""", Wire(job)["job_clusters"]!.ToJsonString());
        Assert.Empty(Different(job, Echo(job)));
        Assert.NotEmpty(Different(job, Echo(job, settings => settings["job_clusters"]![0]!["serverless_compute_id"] = "y")));
    }

    [Fact]
    public void ToWire_NothingOfTheOperatorsOwn_IsSent()
    {
        var job = Of(spec =>
        {
            (spec.Suspend, spec.ExternalId) = (true, "1");
            spec.Policies = new JobPolicies { Deletion = DeleteOrRetain.Retain };
            spec.WorkspaceRef = new WorkspaceReference { Name = "w" };
            spec.AccessControlList = [new AccessControlEntry { UserName = "ada", PermissionLevel = "CAN_VIEW" }];
        });

        Assert.Equal($$$"""{"name":"etl","tags":{"databricks-operator-owner":"{{{Marker}}}"},"queue":{"enabled":true}}""", Wire(job).ToJsonString());
    }

    [Fact]
    public void ToWire_OfEverything_HoldsNoReferencesAndNoNamesOfOurs()
    {
        var job = Of();
        foreach (var setting in JobSetting.All)
        {
            setting.Set(job.Spec, 0);
        }

        var text = Wire(job).ToJsonString();

        Assert.All(new[] { "_ref\"", "secret", "extra_settings" }, word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
    }

    /// <summary>The client's records have the names on the wire (behavior §12).</summary>
    [Fact]
    public void ToWire_OfEverything_HoldsNoNameThatTheApiDoesNotHave()
    {
        var job = Of();
        foreach (var setting in JobSetting.All)
        {
            setting.Set(job.Spec, 0);
        }

        Assert.Empty(UnknownNames(Echo(job)));
    }

    [Fact]
    public void ToWire_References_BecomeIdsAndPaths()
    {
        var wire = Wire(Of(spec => spec.Tasks =
        [
            new JobTaskSpec { TaskKey = "a", ExistingClusterRef = new ResourceReference { Name = "shared" }, NotebookTask = new NotebookTaskSpec
            {
                NotebookRef = new ResourceReference { Name = "load" },
            } },
            new JobTaskSpec { TaskKey = "b", ForEachTask = new ForEachTaskSpec
            {
                Task = new RepeatedTask { RunJobTask = new RunJobTaskSpec { JobRef = new ResourceReference { Name = "other" } } },
            } },
            new JobTaskSpec { TaskKey = "c", RunJobTask = new RunJobTaskSpec { JobId = "1017284950021374999" } },
            new JobTaskSpec { TaskKey = "d", SqlTask = new SqlTaskSpec { WarehouseRef = new ResourceReference { Name = "reports" } } },
        ]));

        Assert.Equal("id-of-shared", (string)wire["tasks"]![0]!["existing_cluster_id"]!);
        Assert.Equal("""{"notebook_path":"/path/of/load"}""", wire["tasks"]![0]!["notebook_task"]!.ToJsonString());
        Assert.Equal(Id - 'r', (long)wire["tasks"]![1]!["for_each_task"]!["task"]!["run_job_task"]!["job_id"]!);
        Assert.Equal("""{"job_id":1017284950021374999}""", wire["tasks"]![2]!["run_job_task"]!.ToJsonString());
        Assert.Equal("""{"warehouse_id":"w-reports"}""", wire["tasks"]![3]!["sql_task"]!.ToJsonString());
    }

    [Fact]
    public void ToWire_ZeroAndFalse_AreSent()
    {
        var wire = Wire(Of(spec =>
        {
            (spec.MaxConcurrentRuns, spec.TimeoutSeconds, spec.Queue) = (0, 0, new JobQueue { Enabled = false });
            spec.Tasks = [new JobTaskSpec { MaxRetries = 0, RetryOnTimeout = false, PipelineTask = new PipelineTaskSpec { FullRefresh = false } }];
        }));

        Assert.Equal((0, 0, false), ((int)wire["max_concurrent_runs"]!, (int)wire["timeout_seconds"]!, (bool)wire["queue"]!["enabled"]!));
        Assert.Equal((0, false, false), (
            (int)wire["tasks"]![0]!["max_retries"]!,
            (bool)wire["tasks"]![0]!["retry_on_timeout"]!,
            (bool)wire["tasks"]![0]!["pipeline_task"]!["full_refresh"]!));
    }

    [Fact]
    public void ToWire_ExtraSettings_AreMergedWhereTheyStand()
    {
        var extra = (string json) => JsonNode.Parse(json)!.AsObject();
        var wire = Wire(Of(spec =>
        {
            spec.ExtraSettings = extra("""{"parent_path": "/a", "tags": {"x": "y"}}""");
            spec.JobClusters = [new JobClusterSpec { JobClusterKey = "c", NewCluster = new NewCluster
            {
                SparkConf = new Dictionary<string, string> { ["a"] = "1" },
                ExtraSettings = extra("""{"spark_conf": {"b": "2"}}"""),
            } }];
            var task = Notebook("main");
            task.ExtraSettings = extra("""{"compute": {"hardware_accelerator": "X"}, "notebook_task": {"tomorrow": [1, null]}}""");
            task.NewCluster = new NewCluster { IsSingleNode = true, ExtraSettings = extra("""{"remote_disk_throughput": 500}""") };
            spec.Tasks = [task];
        }));

        Assert.Equal(("/a", "y", Marker), ((string)wire["parent_path"]!, (string)wire["tags"]!["x"]!, (string)wire["tags"]![Ownership.MarkerTag]!));
        Assert.Equal("""{"a":"1","b":"2"}""", wire["job_clusters"]![0]!["new_cluster"]!["spark_conf"]!.ToJsonString());
        Assert.Equal("X", (string)wire["tasks"]![0]!["compute"]!["hardware_accelerator"]!);
        Assert.Equal("""{"notebook_path":"/Shared/main","tomorrow":[1,null]}""", wire["tasks"]![0]!["notebook_task"]!.ToJsonString());
        Assert.Equal("""{"is_single_node":true,"kind":"CLASSIC_PREVIEW","remote_disk_throughput":500}""", wire["tasks"]![0]!["new_cluster"]!.ToJsonString());
    }

    [Fact]
    public void ToWire_OfASpec_LeavesItUntouched()
    {
        var job = WithTask(task => task.ExtraSettings = new JsonObject { ["a"] = new JsonObject { ["b"] = 1 } });
        Wire(job)["tasks"]![0]!["a"]!["b"] = 2;

        Assert.Equal(1, (int)job.Spec.Tasks![0].ExtraSettings!["a"]!["b"]!);
        Assert.Null(job.Spec.Tags);
    }

    [Fact]
    public void ToWire_AReferenceThatIsNotThere_IsWaitedFor()
    {
        var job = WithTask(task => task.ExistingClusterRef = new ResourceReference { Name = "missing" });

        Assert.Throws<DependencyMissingException>(() => JobMapper.ToWire(job, Marker, new JobReferences(new(), new(), new(), new())));
    }

    private static IEnumerable<string> UnknownNames(object? value) => value switch
    {
        null or string => [],
        WireRecord record => (record.Unknown?.Keys ?? Enumerable.Empty<string>()).Concat(record.GetType().GetProperties()
            .Where(property => property.GetIndexParameters().Length == 0 && property.Name is not (nameof(WireRecord.Unknown) or "EqualityContract"))
            .SelectMany(property => UnknownNames(property.GetValue(record)))),
        IEnumerable list => list.Cast<object?>().SelectMany(UnknownNames),
        _ => [],
    };
}
