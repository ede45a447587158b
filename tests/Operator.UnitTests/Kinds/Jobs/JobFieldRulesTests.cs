using Operator.Api.V1Alpha1;
using Operator.Kinds.Jobs;
using static Operator.UnitTests.Kinds.Jobs.Jobs;

namespace Operator.UnitTests.Kinds.Jobs;

/// <summary>The promises that hold for every single setting, with the few exceptions named one by one.</summary>
public sealed class JobFieldRulesTests
{
    /// <summary>Their first value is the one that an unset field has.</summary>
    private static readonly string[] TrueByDefault = ["workload_type.clients.jobs", "workload_type.clients.notebooks", "spark_jar_task.run_as_repl"];

    /// <summary>An answer without them says nothing (behavior §4.1, behavior §4.3).</summary>
    private static readonly string[] Hidden = ["run_as.", "docker_image.basic_auth.", ".apply_policy_default_values", "table_update.condition"];

    public static TheoryData<string> Compared => [.. JobSetting.All.Where(setting => !setting.IsSecret).Select(setting => setting.Path)];

    public static TheoryData<string> Optional =>
        [.. JobSetting.All.Where(setting => setting is { IsSecret: false, IsRequired: false }).Select(setting => setting.Path)];

    [Fact]
    public void Rules_OfTheTable_NameASettingAndGiveAReason()
    {
        var known = JobSetting.All.Select(setting => setting.WirePath).ToList();
        // Known to be answered, and no setting of ours.
        string[] others =
        [
            "format", "triggers", "git_source.git_snapshot", "new_cluster.cluster_name", "new_cluster.autotermination_minutes", "log_analytics_primary_key",
            "basic_auth.password",
        ];
        Assert.All(JobFieldRules.All, row =>
        {
            // What is said of the elements of a list is said of the list.
            var path = row.Key.EndsWith("[]", StringComparison.Ordinal) ? row.Key[..^2] : row.Key.Split("[\"")[0];
            Assert.True(known.Any(setting => setting == path
                || setting.StartsWith($"{path}.", StringComparison.Ordinal) || setting.StartsWith($"{path}[", StringComparison.Ordinal))
                || others.Any(other => path.EndsWith(other, StringComparison.Ordinal)), path);
            Assert.NotEmpty(row.Value.Reason);
        });
    }

    [Theory]
    [MemberData(nameof(Compared))]
    public void ASetting_HasARowOfItsOwnOrOneOfTheListItIsIn(string path)
    {
        var rules = JobFieldRules.All;
        var wire = JobSetting.At(path).WirePath;

        // An object with a row needs one for each field; the elements of an ordered list, or of a set, are compared whole.
        Assert.True(rules.ContainsKey(wire) || rules.Any(row => wire.StartsWith($"{row.Key}[]", StringComparison.Ordinal) && row.Value.Key is null)
            || wire.Contains("new_cluster.", StringComparison.Ordinal), wire);
    }

    [Theory]
    [MemberData(nameof(Compared))]
    public void ASetting_EqualInTheWorkspace_IsNoDifference(string path)
    {
        foreach (var variant in new[] { 0, 1 })
        {
            var job = With(path, variant).Applied();

            Assert.Empty(Different(job, Echo(job)));
        }
    }

    [Theory]
    [MemberData(nameof(Compared))]
    public void ASetting_MissingInTheWorkspace_IsADifference(string path)
    {
        var job = With(path, Telling(path));
        var setting = JobSetting.At(path);

        Assert.Equal(!Hidden.Any(path.Contains), Different(job, Echo(job, wire => setting.Parent(wire).Remove(setting.WireName))).Count > 0);
    }

    [Theory]
    [MemberData(nameof(Compared))]
    public void ASetting_OfAnotherValueInTheWorkspace_IsADifference(string path)
    {
        // Asked for, it may be answered as false.
        Assert.Equal(!path.EndsWith(".apply_policy_default_values", StringComparison.Ordinal), Different(With(path, 0), Echo(With(path, 1))).Count > 0);
        Assert.NotEmpty(Different(With(path, 1), Echo(With(path, 0))));
    }

    [Theory]
    [MemberData(nameof(Optional))]
    public void ASetting_TakenOutOfTheSpecAfterItWasApplied_IsADifferenceUntilItIsReset(string path)
    {
        var applied = With(path, Telling(path)).Applied();
        var job = With(path, Telling(path));
        JobSetting.At(path).TakeOut(job.Spec);
        (job.Status.AppliedFields, job.Status.Sync) = (applied.Status.AppliedFields, []);
        Assert.NotEmpty(Different(job, Echo(applied)));

        var reset = ResetBody(job, Echo(applied));

        Assert.Empty(Different(job.Applied(), Shown(reset["new_settings"]!.AsObject())));
    }

    public static TheoryData<string> Texts =>
        [.. JobSetting.All.Where(setting => setting.IsText && !IsKey(setting)).Select(setting => setting.Path).Except(["parameters[].default"])];

    public static TheoryData<string> OfAJobsCluster =>
        [.. JobSetting.All.Where(setting => !setting.IsSecret && setting.Path.Contains("new_cluster.", StringComparison.Ordinal)
            && !setting.Path.EndsWith(".policy_id", StringComparison.Ordinal)).Select(setting => setting.Path)];

    [Theory]
    [MemberData(nameof(Texts))]
    public void AText_EmptyAndAbsentInTheAnswer_IsNoDifference(string path)
    {
        var job = With(path, 2).Applied();
        var setting = JobSetting.At(path);

        Assert.Empty(Different(job, Echo(job, wire => setting.Parent(wire).Remove(setting.WireName))));
    }

    [Fact]
    public void TheDefaultOfAParameter_EmptyAndAbsentInTheAnswer_IsADifference()
    {
        var job = With("parameters[].default", 2).Applied();

        Assert.NotEmpty(Different(job, Echo(job, settings => settings["parameters"]![0]!.AsObject().Remove("default"))));
    }

    [Theory]
    [MemberData(nameof(OfAJobsCluster))]
    public void ASettingOfACluster_ThatAPolicyFillsIn_IsNoDifference(string path)
    {
        var job = With(path, 0);
        JobSetting.At(path).TakeOut(job.Spec);
        SetPolicy(job, path);
        var filled = With(path, 0);
        SetPolicy(filled, path);

        Assert.Empty(Different(job.Applied(), Echo(filled)));
    }

    [Theory]
    [MemberData(nameof(OfAJobsCluster))]
    public void ASettingOfACluster_TakenOutUnderAPolicy_IsADifferenceUntilItIsReset(string path)
    {
        var applied = With(path, Telling(path));
        SetPolicy(applied, path);
        applied.Applied();
        var job = With(path, Telling(path));
        SetPolicy(job, path);
        JobSetting.At(path).TakeOut(job.Spec);
        job.Status.AppliedFields = applied.Status.AppliedFields;
        Assert.NotEmpty(Different(job, Echo(applied)));

        // The policy may put it in again: then it stays.
        Assert.Empty(Different(job.Applied(), Echo(applied)));
    }

    private static void SetPolicy(DatabricksJob job, string path) =>
        JobSetting.At($"{path[..path.IndexOf("new_cluster.", StringComparison.Ordinal)]}new_cluster.policy_id").Set(job.Spec, 0);

    [Theory]
    [MemberData(nameof(Compared))]
    public void ASetting_ThatTheUserLeavesAlone_IsNoDifferenceAndIsKeptByAReset(string path)
    {
        var setting = JobSetting.At(path);
        var job = With(path, 1);
        var theirs = Echo(With(path, 0));
        job.Spec.Policies = new JobPolicies { IgnoreDrift = [.. Different(job, theirs)] };
        Assert.Empty(Different(job, theirs));

        var settings = ResetBody(job, theirs)["new_settings"]!.AsObject();

        // Which elements a list has is the spec's say.
        if (!IsKey(setting))
        {
            Assert.Equal(
                setting.Parent(theirs.Settings!.ToSettings())[setting.WireName]!.ToJsonString(), setting.Parent(settings)[setting.WireName]!.ToJsonString());
        }
    }

    private static bool IsKey(JobSetting setting) =>
        JobFieldRules.All.Any(row => row.Value.Key is { } key && setting.WirePath == $"{row.Key}[].{key}");

    private static int Telling(string path) => TrueByDefault.Any(path.EndsWith) ? 1 : 0;

    private static DatabricksJob With(string path, int variant)
    {
        var job = Of();
        JobSetting.At(path).Set(job.Spec, variant);
        return job;
    }
}
