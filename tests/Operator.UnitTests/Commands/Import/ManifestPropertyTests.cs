using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Operator.Api.V1Alpha1;
using Operator.Commands.Import;
using Operator.UnitTests.Kinds.Clusters;
using Operator.UnitTests.Kinds.Jobs;
using ClusterSamples = Operator.UnitTests.Kinds.Clusters.Clusters;
using JobSamples = Operator.UnitTests.Kinds.Jobs.Jobs;

namespace Operator.UnitTests.Commands.Import;

/// <summary>For any settings: what is imported is no difference from the workspace, and asks for all that the original asked for.</summary>
public sealed class ManifestPropertyTests
{
    /// <summary>Of two values that are alike the server would fill in the one from the other, or the two exclude each other.</summary>
    private static readonly string[] Alike = ["driver_node_type_id", "instance_pool_id", ".spec.client", "secret_ref"];

    private static readonly Arbitrary<DatabricksJob> Jobs = (
        from settings in Gen.SubListOf(JobSetting.All.Where(setting => !Alike.Any(name => setting.Path.Contains(name, StringComparison.Ordinal))))
        from variants in Gen.ArrayOf(Gen.Choose(0, 1), settings.Count)
        select JobSamples.Of(spec =>
        {
            foreach (var (setting, variant) in settings.Zip(variants))
            {
                setting.Set(spec, variant);
            }

            foreach (var cluster in Operator.Kinds.Jobs.JobTree.Clusters(spec).Select(entry => entry.Cluster))
            {
                HaveOneSize(cluster);
            }
        })).ToArbitrary();

    private static readonly Arbitrary<DatabricksCluster> Clusters = (
        from settings in Gen.SubListOf(Setting.All.Where(setting => !Alike.Any(name => setting.Path.Contains(name, StringComparison.Ordinal))))
        from variants in Gen.ArrayOf(Gen.Choose(0, 1), settings.Count)
        select ClusterSamples.Of(spec =>
        {
            foreach (var (setting, variant) in settings.Zip(variants))
            {
                setting.Set(spec, variant);
            }

            HaveOneSize(spec);
        })).ToArbitrary();

    public static TheoryData<string> JobSettings =>
        [.. JobSetting.All.Where(setting => !Alike.Any(name => setting.Path.Contains(name, StringComparison.Ordinal))).Select(setting => setting.Path)];

    [Fact]
    public void SpecOf_AnyJob_IsThatJob() => Prop.ForAll(Jobs, job =>
    {
        var imported = Imported(job);

        return JobSamples.Different(imported, JobSamples.Echo(job)).Count == 0
            && JobSamples.Different(job.Applied(), JobSamples.Echo(imported)).Count == 0;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(JobSettings))]
    public void SpecOf_AJobWithOneSetting_AsksForIt(string path)
    {
        foreach (var variant in new[] { 0, 1 })
        {
            var job = JobSamples.Of(spec => JobSetting.At(path).Set(spec, variant));

            Assert.Empty(JobSamples.Different(Imported(job), JobSamples.Echo(job)));
            Assert.Empty(JobSamples.Different(job.Applied(), JobSamples.Echo(Imported(job))));
        }
    }

    [Fact]
    public void SpecOf_AnyCluster_IsThatCluster() => Prop.ForAll(Clusters, cluster =>
    {
        var imported = Imported(cluster);

        return ClusterSamples.Decide(imported, ClusterSamples.Echo(cluster)).IsNothing
            && ClusterSamples.Decide(cluster.Applied(), ClusterSamples.Echo(imported)).IsNothing;
    }).QuickCheckThrowOnFailure();

    private static void HaveOneSize(ClusterSpecBase spec)
    {
        if (spec.Autoscale is { } range)
        {
            (range.MinWorkers, range.MaxWorkers) = (range.MinWorkers ?? 1, range.MaxWorkers ?? 20);
        }

        spec.NumWorkers = spec.Autoscale is null && spec.IsSingleNode != true ? spec.NumWorkers : null;
    }

    private static DatabricksJob Imported(DatabricksJob job)
    {
        var spec = JobManifest.SpecOf(JobSamples.Echo(job), job.Metadata.Name, []);
        return JobSamples.Of().WithSpec(Spec<DatabricksJobSpec>(spec));
    }

    private static DatabricksCluster Imported(DatabricksCluster cluster)
    {
        var spec = ClusterManifest.SpecOf(ClusterSamples.Echo(cluster), cluster.Metadata.Name, []);
        return ClusterSamples.Of().WithSpec(Spec<DatabricksClusterSpec>(spec));
    }

    private static TSpec Spec<TSpec>(JsonObject spec) => JsonSerializer.Deserialize(spec, Imports.Serializer.TypeInfo<TSpec>())!;
}

internal static class SpecReplacement
{
    public static DatabricksJob WithSpec(this DatabricksJob job, DatabricksJobSpec spec)
    {
        job.Spec = spec;
        return job;
    }

    public static DatabricksCluster WithSpec(this DatabricksCluster cluster, DatabricksClusterSpec spec)
    {
        cluster.Spec = spec;
        return cluster;
    }
}
