using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Jobs;
using Operator.Managed;
using Operator.Reconciling;
using Job = Operator.Databricks.Jobs.Job;
using JobsJson = Operator.Databricks.Jobs.JobsJson;

namespace Operator.UnitTests.Kinds.Jobs;

/// <summary>Jobs on both sides, for tests.</summary>
internal static class Jobs
{
    public const string Marker = "0123456789abcdef0123456789abcdef";
    public const long Id = 1_017_284_950_021_374_999;
    public const string Creator = "operator@example.com";

    public static readonly ReconcileIntervals Timing = new();

    /// <summary>A resource of generation 1 that has never been looked at.</summary>
    public static DatabricksJob Of(Action<DatabricksJobSpec>? change = null)
    {
        var job = new DatabricksJob { Metadata = new V1ObjectMeta { Name = "etl", NamespaceProperty = "team", Uid = "uid-1", Generation = 1 } };
        change?.Invoke(job.Spec);
        return job;
    }

    public static DatabricksJob WithTask(Action<JobTaskSpec> change) => Of(spec =>
    {
        var task = Notebook("main");
        change(task);
        spec.Tasks = [task];
    });

    /// <summary>One whose tasks may share a cluster of its own.</summary>
    public static DatabricksJob Ruled(Action<NewCluster> change) => Of(spec =>
    {
        var cluster = new NewCluster { SparkVersion = "15", NodeTypeId = "i3.xlarge", NumWorkers = 1 };
        change(cluster);
        spec.JobClusters = [new JobClusterSpec { JobClusterKey = "ruled", NewCluster = cluster }];
    });

    /// <summary>Of a job with clusters of its own, the first one.</summary>
    public static JsonObject Cluster(JsonObject settings) => settings["job_clusters"]![0]!["new_cluster"]!.AsObject();

    /// <summary>The settings that a reset sends.</summary>
    public static JsonObject Reset(DatabricksJob job, Job observed) =>
        ResetBody(job, observed)["new_settings"]!.AsObject();

    public static JobTaskSpec Notebook(string key, string path = "/Shared/main") =>
        new() { TaskKey = key, NotebookTask = new NotebookTaskSpec { NotebookPath = path } };

    public static JsonObject Wire(DatabricksJob job) => JobMapper.ToWire(job, Marker, FakeReferences.Instance);

    /// <summary>What the workspace shows of a job that has just what <paramref name="job"/> asks for.</summary>
    public static Job Echo(DatabricksJob job, Action<JsonObject>? change = null)
    {
        var settings = Wire(job);
        change?.Invoke(settings);
        return Shown(settings);
    }

    public static Job Shown(JsonObject settings)
    {
        var answer = new JsonObject { ["job_id"] = Id, ["creator_user_name"] = Creator, ["settings"] = settings.DeepClone() };
        return JsonSerializer.Deserialize(answer, JobsJson.Default.Job)!;
    }

    public static Change Decide(DatabricksJob job, Job observed) => JobDecision.Settings(job, new ObservedJob(observed, null), Wire(job));

    public static JsonObject ResetBody(DatabricksJob job, Job observed) => JobDiff.Of(job, observed, Wire(job)).ResetBody([]);

    public static IReadOnlyList<string> Different(DatabricksJob job, Job observed) =>
        Decide(job, observed) is var decision ? [.. decision.Fields, .. decision.Unchangeable] : [];

    /// <summary>Remembers what the spec says now as written by the operator.</summary>
    public static DatabricksJob Applied(this DatabricksJob job)
    {
        var wire = Wire(job);
        job.Status.AppliedFields = [.. JobAppliedFields.Of(wire, JobFieldRules.All)];
        PartRecords.Begin(job.Status, null);
        return job;
    }
}

/// <summary>Everything that is named is there.</summary>
internal sealed class FakeReferences : IJobReferences
{
    public static readonly FakeReferences Instance = new();

    public string ClusterId(DatabricksJob job, ResourceReference cluster) => $"id-of-{cluster.Name}";

    public string NotebookPath(DatabricksJob job, ResourceReference notebook) => $"/path/of/{notebook.Name}";

    public string WarehouseId(DatabricksJob job, ResourceReference warehouse) => $"w-{warehouse.Name}";

    public long JobId(DatabricksJob job, ResourceReference other) => Jobs.Id - other.Name[^1];
}
