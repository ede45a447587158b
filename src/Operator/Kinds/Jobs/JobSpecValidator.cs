using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Compute;
using Operator.Permissions;
using Operator.Settings;

namespace Operator.Kinds.Jobs;

/// <summary>What the attributes of the types say, and by hand what they cannot: rules over several tasks, and over extraSettings.</summary>
internal static class JobSpecValidator
{
    private static readonly string[] NotExtra = ["job_id", "access_control_list"];

    public static IEnumerable<string> Problems(DatabricksJob job)
    {
        var spec = job.Spec;
        return SpecValidator.Problems(spec).Concat(Id(spec)).Concat(Clusters(spec)).Concat(Tasks(job)).Concat(Keys(spec))
            .Concat(PermissionSpecValidator.Problems(spec.AccessControlList, PermissionKind.Jobs)).Concat(JobGraph.Problems(spec.Tasks ?? [])).Concat(
                Extra(job));
    }

    private static IEnumerable<string> Id(DatabricksJobSpec spec)
    {
        if (spec.ExternalId is { } id && !SpecChecks.IsNumericId(id))
        {
            yield return "spec.externalId must be the number of a job";
        }
    }

    private static IEnumerable<string> Clusters(JobSpecBase spec) =>
        JobTree.Clusters(spec).SelectMany(cluster => ClusterSettingsValidator.Problems(cluster.Cluster, $"spec.{cluster.Path}", isComplete: true));

    private static IEnumerable<string> Tasks(DatabricksJob job) =>
        JobTree.Tasks(job.Spec).SelectMany(task => TaskSpecValidator.Problems(task.Task, $"spec.{task.Path}", job.Metadata.Name));

    private static IEnumerable<string> Keys(JobSpecBase spec)
    {
        var clusters = (spec.JobClusters ?? []).Select(cluster => cluster.JobClusterKey).ToHashSet(StringComparer.Ordinal);
        var environments = (spec.Environments ?? []).Select(environment => environment.EnvironmentKey).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, task) in JobTree.Tasks(spec))
        {
            if (task.JobClusterKey is { } cluster && !clusters.Contains(cluster))
            {
                yield return $"spec.{path}.jobClusterKey: there is no {cluster} in jobClusters";
            }

            if (task.EnvironmentKey is { } environment && !environments.Contains(environment))
            {
                yield return $"spec.{path}.environmentKey: there is no {environment} in environments";
            }
        }
    }

    private static IEnumerable<string> Extra(DatabricksJob job)
    {
        var typed = JobMapper.Typed(job, UnresolvedReferences.Instance);
        var (tasks, entries, clusters) = (JobTree.Tasks(typed), JobTree.Entries(typed), JobTree.Clusters(typed));
        return Contradictions("spec", job.Spec.ExtraSettings, typed)
            .Concat(JobTree.Tasks(job.Spec).SelectMany(task => Contradictions($"spec.{task.Path}", task.Task.ExtraSettings, tasks[task.Path])))
            .Concat(JobTree.Entries(job.Spec).SelectMany(entry => Contradictions($"spec.{entry.Path}", entry.Entry.ExtraSettings, entries[entry.Path])))
            .Concat(
                JobTree.Clusters(job.Spec).SelectMany(cluster => Contradictions($"spec.{cluster.Path}", cluster.Cluster.ExtraSettings, clusters[cluster.Path])))
            .Concat(JobTree.Clusters(job.Spec)
                .SelectMany(cluster => ClusterSettingsValidator.NotSettings(cluster.Cluster.ExtraSettings ?? [], $"spec.{cluster.Path}")));
    }

    private static IEnumerable<string> Contradictions(string path, JsonObject? extra, JsonObject typed)
    {
        if (extra is null)
        {
            yield break;
        }

        foreach (var reserved in NotExtra.Where(extra.ContainsKey))
        {
            yield return $"{path}.extraSettings must not set {reserved}";
        }

        if (extra["tags"] is JsonObject tags && tags.Any(tag => tag.Key.StartsWith(Ownership.ReservedTagPrefix, StringComparison.Ordinal)))
        {
            yield return $"{path}.extraSettings must not set tags that start with {Ownership.ReservedTagPrefix}";
        }

        foreach (var overlap in SettingsTree.Overlaps(typed, extra))
        {
            yield return $"{path}.extraSettings must not set {overlap}, which the spec sets already";
        }
    }
}
