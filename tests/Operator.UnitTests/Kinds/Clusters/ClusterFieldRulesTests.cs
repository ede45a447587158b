using Operator.Api.V1Alpha1;
using Operator.Databricks.Clusters;
using Operator.Kinds.Compute;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>The four promises that hold for every single setting, with the few exceptions named one by one.</summary>
public sealed class ClusterFieldRulesTests
{
    /// <summary>Settings that stand for a Secret: neither the reference nor the secret is in the answer (behavior §4.1).</summary>
    private static readonly string[] Secrets =
    [
        "docker_image.basic_auth.password_secret_ref.name",
        "docker_image.basic_auth.password_secret_ref.key",
        "azure_attributes.log_analytics_info.log_analytics_primary_key_secret_ref.name",
        "azure_attributes.log_analytics_info.log_analytics_primary_key_secret_ref.key",
    ];

    /// <summary>Their first value is the one that an unset field has.</summary>
    private static readonly string[] TrueByDefault = ["workload_type.clients.jobs", "workload_type.clients.notebooks"];

    public static TheoryData<string> Compared => [.. Setting.All.Select(setting => setting.Path).Except(Secrets)];

    public static TheoryData<string> Texts => [.. Setting.All.Where(setting => setting.IsText).Select(setting => setting.Path).Except(Secrets)];

    [Fact]
    public void Settings_FoundByReflection_AreAllThereAre()
    {
        Assert.Equal(Setting.All.Count, Setting.All.DistinctBy(setting => setting.Path).Count());
        Assert.True(Setting.All.Count > 70, $"only {Setting.All.Count}");
        Assert.All(Secrets.Concat(TrueByDefault), path => Assert.Contains(path, Setting.All.Select(setting => setting.Path)));
    }

    [Fact]
    public void Rules_OfTheTable_NameASettingAndGiveAReason()
    {
        var known = Setting.All.Select(setting => setting.Path).ToList();
        Assert.All(ClusterFieldRules.All, row =>
        {
            var path = row.Key.Split('[')[0];
            Assert.Contains(known, setting => setting == path || setting.StartsWith($"{path}.", StringComparison.Ordinal)
                || setting.StartsWith($"{path}[", StringComparison.Ordinal) || setting.StartsWith($"{path}_secret_ref", StringComparison.Ordinal));
            Assert.NotEmpty(row.Value.Reason);
        });
    }

    [Theory]
    [MemberData(nameof(Compared))]
    public void ASetting_HasARowOfItsOwnOrOneOfTheBlockItIsIn(string path)
    {
        var parts = path.Split('.', '[');
        var patterns = Enumerable.Range(1, parts.Length).Select(count => string.Join('.', parts.Take(count)));

        Assert.Contains(patterns, ClusterFieldRules.All.ContainsKey);
    }

    [Theory]
    [MemberData(nameof(Compared))]
    public void ASetting_EqualInTheWorkspace_IsNoDifference(string path)
    {
        foreach (var variant in new[] { 0, 1 })
        {
            var cluster = With(path, variant).Applied();

            Assert.Empty(Different(cluster, Clusters.Echo(cluster)));
        }
    }

    [Theory]
    [MemberData(nameof(Compared))]
    public void ASetting_MissingInTheWorkspace_IsADifference(string path)
    {
        var variant = TrueByDefault.Contains(path) ? 1 : 0;

        // An answer may leave out how to log in, and an image without an address is none.
        Assert.Equal(path != "docker_image.basic_auth.username", Different(With(path, variant), Clusters.Echo(Without(path))).Count > 0);
    }

    [Fact]
    public void TheLoginOfAnImage_LeftOutOfTheAnswer_IsNoDifference()
    {
        var cluster = With("docker_image.basic_auth.username", 0).Applied();

        Assert.Empty(Different(cluster, Clusters.Edited(cluster, settings => settings["docker_image"]!.AsObject().Remove("basic_auth"))));
    }

    [Theory]
    [MemberData(nameof(Compared))]
    public void ASetting_OfAnotherValueInTheWorkspace_IsADifference(string path)
    {
        Assert.NotEmpty(Different(With(path, 0), Clusters.Echo(With(path, 1))));
        Assert.NotEmpty(Different(With(path, 1), Clusters.Echo(With(path, 0))));
    }

    [Theory]
    [MemberData(nameof(Compared))]
    public void ASetting_TakenOutOfTheSpecAfterItWasApplied_IsADifference(string path)
    {
        var variant = TrueByDefault.Contains(path) ? 1 : 0;
        var applied = With(path, variant).Applied();
        var cluster = Without(path);
        (cluster.Status.AppliedFields, cluster.Status.Sync) = (applied.Status.AppliedFields, []);

        // What cannot change stays as it is, and nobody asks for another value.
        Assert.Equal(!path.EndsWith(".first_on_demand", StringComparison.Ordinal), Different(cluster, Clusters.Echo(applied)).Count > 0);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void AText_EmptyAndAbsentInTheAnswer_IsNoDifference(string path)
    {
        var cluster = With(path, 2).Applied();
        var shown = Clusters.WithoutEmptyTexts(Clusters.Wire(cluster))!.AsObject();

        Assert.Empty(Different(cluster, Clusters.Details(shown, requested: shown)));
        Assert.Empty(Different(cluster, Clusters.Details(shown, requested: null)));
    }

    /// <summary>A cluster's name is always given, by its resource's if not by the spec.</summary>
    public static TheoryData<string> LeftToAPolicy => [.. Setting.All.Select(setting => setting.Path).Except(Secrets).Except(["cluster_name"])];

    [Theory]
    [MemberData(nameof(LeftToAPolicy))]
    public void ASetting_ThatAPolicyFillsIn_IsNoDifference(string path)
    {
        var cluster = Clusters.Of(spec => (spec.SparkVersion, spec.NodeTypeId, spec.PolicyId) = (null, null, "P1")).Applied();
        var filled = With(path, 0);
        filled.Spec.PolicyId ??= "P1";
        cluster.Spec.PolicyId = filled.Spec.PolicyId;

        Assert.Empty(Different(cluster.Applied(), Clusters.Details(Clusters.Wire(filled), requested: Clusters.Wire(cluster))));
        Assert.Empty(Different(cluster, Clusters.Details(Clusters.Wire(filled), requested: null)));
    }

    [Theory]
    [MemberData(nameof(Compared))]
    public void ASetting_TakenOutUnderAPolicyAfterItWasApplied_IsADifference(string path)
    {
        var applied = With(path, TrueByDefault.Contains(path) ? 1 : 0);
        applied.Spec.PolicyId ??= "P1";
        var cluster = Without(path);
        cluster.Spec.PolicyId = path == "policy_id" ? null : "P1";
        cluster.Status.AppliedFields = applied.Applied().Status.AppliedFields;

        Assert.Equal(!path.EndsWith(".first_on_demand", StringComparison.Ordinal), Different(cluster, Clusters.Echo(applied)).Count > 0);
    }

    [Theory]
    [MemberData(nameof(Compared))]
    public void ASetting_TakenOutAndFilledAgainByTheServer_IsNoDifference(string path)
    {
        var applied = With(path, 0).Applied();
        var cluster = Without(path);
        (cluster.Status.AppliedFields, cluster.Status.Sync) = (applied.Status.AppliedFields, []);
        var filled = Clusters.Details(Clusters.Wire(applied), requested: Clusters.Wire(cluster));

        Assert.Empty(Different(cluster, filled));
    }

    [Theory]
    [MemberData(nameof(Compared))]
    public void ASetting_ThatTheWorkspaceWasAskedForAndDoesNotShow_IsNotAskedForAgain(string path)
    {
        var cluster = With(path, 1).Applied();
        var overruled = Clusters.Details(Clusters.Wire(With(path, 0)), requested: Clusters.Wire(cluster));

        var differences = Different(cluster, overruled);

        // A size is compared as it is, because a resize does not move what was asked for.
        Assert.Equal(path is "num_workers" or "autoscale.min_workers" or "autoscale.max_workers", differences.Count > 0);
    }

    private static IReadOnlyList<string> Different(DatabricksCluster cluster, ClusterDetails observed)
    {
        var comparison = Clusters.Compare(cluster, observed);
        return [.. comparison.Actionable.Select(difference => difference.Path), .. comparison.Unchangeable];
    }

    private static DatabricksCluster With(string path, int variant)
    {
        var cluster = Without(path);
        Setting.All.Single(setting => setting.Path == path).Set(cluster.Spec, variant);
        return cluster;
    }

    /// <summary>Settings that the others need to be there at all are kept, unless one of them is the setting in question.</summary>
    private static DatabricksCluster Without(string path) => Clusters.Of(spec =>
    {
        spec.SparkVersion = path == "spark_version" ? null : spec.SparkVersion;
        spec.NodeTypeId = path == "node_type_id" ? null : spec.NodeTypeId;
    });
}
