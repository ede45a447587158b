using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Commands.Plan;
using Operator.UnitTests.Kinds.Conformance;

namespace Operator.UnitTests.Commands.Plan;

/// <summary>Two hundred manifests are planned in seconds and with the calls that the pages of lists cost, whatever the objects are at.</summary>
public sealed class PlanOfManyTests
{
    private const int Manifests = 200;

    /// <summary>Of lists, of who the operator is, and of notebooks' permissions; never one for each object.</summary>
    private const int MostCalls = 12;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Those that a list shows whole. The content of a notebook has to be exported, and runs have no manifests that stay.</summary>
    public static TheoryData<string> Kinds => [nameof(DatabricksJob), nameof(DatabricksCluster), nameof(DatabricksSqlWarehouse)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Plan_OfObjectsInSync_CostsThePagesOfTheLists(string kind)
    {
        var report = await PlanAsync(kind, _ => { });

        Assert.Equal($"Plan: 0 to create, 0 to change, 0 to delete, {Manifests} unchanged", report.Summary);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Plan_OfSuspendedObjects_WaitsForNothing(string kind)
    {
        var report = await PlanAsync(kind, spec => spec["suspend"] = true, settles: false);

        Assert.Equal(Manifests, report.Objects.Count);
        Assert.All(report.Objects, planned => Assert.Equal(PlannedAction.None, planned.Action));
    }

    [Fact]
    public async Task Plan_OfObjectsThatTheOperatorRefuses_WaitsForNothing()
    {
        static void Spoil(JsonObject spec) => spec["autoscale"] = new JsonObject { ["minWorkers"] = 1, ["maxWorkers"] = 2 };

        var report = await PlanAsync(nameof(DatabricksCluster), Spoil, settles: false);

        Assert.All(report.Objects, planned => Assert.Equal(PlannedAction.Refused, planned.Action));
    }

    [Fact]
    public async Task Plan_OfObjectsWithoutWhatTheyReferTo_WaitsForNothing()
    {
        static void Refer(JsonObject spec) => spec["tasks"]![0]!["existingClusterRef"] = new JsonObject { ["name"] = "none" };

        var report = await PlanAsync(nameof(DatabricksJob), Refer, settles: false);

        Assert.All(report.Objects, planned => Assert.Equal(PlannedAction.Wait, planned.Action));
        Assert.All(report.Objects, planned => Assert.Contains("none does not exist", Assert.Single(planned.Messages), StringComparison.Ordinal));
    }

    private static async Task<PlanReport> PlanAsync(string kind, Action<JsonObject> edit, bool settles = true)
    {
        var sample = KindSamples.Of(kind);
        await using var harness = await sample.StartAsync();
        var names = Enumerable.Range(0, Manifests).Select(number => string.Create(CultureInfo.InvariantCulture, $"x-{number}")).ToList();
        foreach (var name in names)
        {
            harness.Create(Spec().ToJsonString(), uid: name, name);
            await (settles ? harness.SettleAsync(name: name) : harness.PassAsync(name));
        }

        harness.Workspace.Pass(TimeSpan.FromMinutes(11));
        harness.Forget();
        var watch = Stopwatch.StartNew();
        var report = await Plans.OfAsync(harness, Plans.Join([.. names.Select(name => Plans.Manifest(kind, name, Spec()))]));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Limit);
        Assert.InRange(harness.Workspace.Calls.Count, 0, MostCalls);
        return report;

        JsonObject Spec()
        {
            var spec = JsonNode.Parse(sample.Spec(harness.Remote))!.AsObject();
            edit(spec);
            return spec;
        }
    }
}
