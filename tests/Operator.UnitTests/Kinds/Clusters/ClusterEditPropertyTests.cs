using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Operator.Api.V1Alpha1;
using static Operator.UnitTests.Kinds.Clusters.Clusters;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>For any two specs: one edit makes the workspace equal to the second, and then there is nothing left to do.</summary>
public sealed class ClusterEditPropertyTests
{
    private static readonly string[] Ignorable =
        ["sparkConf", "sparkConf[\"a.key\"]", "awsAttributes.availability", "initScripts", "numWorkers", "autoscale.maxWorkers"];

    private static readonly Arbitrary<DatabricksCluster> Specs = (
        from settings in Gen.SubListOf(Setting.All.Where(setting => !setting.Path.Contains("secret_ref", StringComparison.Ordinal)))
        from variants in Gen.ArrayOf(Gen.Choose(0, 1), settings.Count)
        select Of(spec =>
        {
            foreach (var (setting, variant) in settings.Zip(variants))
            {
                setting.Set(spec, variant);
            }

            if (spec.Autoscale is { } range)
            {
                (range.MinWorkers, range.MaxWorkers) = (range.MinWorkers ?? 1, range.MaxWorkers ?? 20);
            }

            spec.NumWorkers = spec.Autoscale is null ? spec.NumWorkers : null;
        })).ToArbitrary();

    [Fact]
    public void Edit_BetweenAnyTwoSpecs_LeavesNothingToDo() => Prop.ForAll(Specs, Specs, (before, after) =>
    {
        (after.Status.AppliedFields, after.Status.Sync) = (before.Applied().Status.AppliedFields, []);

        var body = Clusters.Compare(after, Echo(before)).EditBody([]);

        var immutables = Clusters.Compare(after, Echo(before)).Unchangeable;
        var left = Clusters.Compare(after.Applied(), Details(body, requested: body));
        return left.Actionable.Count == 0 && left.Unchangeable.SequenceEqual(immutables);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Edit_OfIgnoredFields_NeverChangesThem() => Prop.ForAll(Specs, Specs, Gen.SubListOf(Ignorable).ToArbitrary(), (before, after, ignored) =>
    {
        after.Spec.Policies = new ClusterPolicies { IgnoreDrift = [.. ignored] };

        var body = Clusters.Compare(after, Echo(before)).EditBody([]);

        var isRangeOnBothSides = !ignored.Contains("numWorkers") && before.Spec.Autoscale is not null && after.Spec.Autoscale is not null;
        return ignored.All(path => JsonNode.DeepEquals(At(body, path), At(Wire(before), path)) || (path == "autoscale.maxWorkers" && !isRangeOnBothSides))
            && (body["autoscale"] is null || At(body, "autoscale.minWorkers") is not null == At(body, "autoscale.maxWorkers") is not null)
            && Clusters.Compare(after, Details(body, requested: body)).Actionable.Count == 0;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Decide_OfAnySpecAsItIs_DoesNothing() => Prop.ForAll(Specs, spec => Decide(spec.Applied(), Echo(spec)).IsNothing).QuickCheckThrowOnFailure();

    private static JsonNode? At(JsonObject body, string path) => path switch
    {
        "sparkConf" => body["spark_conf"],
        "sparkConf[\"a.key\"]" => body["spark_conf"]?["a.key"],
        "awsAttributes.availability" => body["aws_attributes"]?["availability"],
        "initScripts" => body["init_scripts"],
        "numWorkers" => body["num_workers"],
        "autoscale.minWorkers" => body["autoscale"]?["min_workers"],
        _ => body["autoscale"]?["max_workers"],
    };
}
