using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Operator.Commands;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.EveryField;

/// <summary>
/// Of every field of a kind, none skipped: given, changed, changed behind the operator's back and taken out again, it leaves in the workspace just what was
/// there before it was given, and nothing to do.
/// </summary>
public sealed class EveryFieldTests(ControlPlane controlPlane)
{
    /// <summary>What no answer shows (behavior §4.1): the difference between two values of it cannot be seen in the workspace.</summary>
    private static readonly string[] NeverShown =
        ["passwordSecretRef", "basicAuth", "logAnalyticsPrimaryKeySecretRef", "applyPolicyDefaultValues", "tableUpdate.condition"];

    [Theory]
    [InlineData(Cloud.Aws)]
    [InlineData(Cloud.Azure)]
    [InlineData(Cloud.Gcp)]
    public Task Cluster_EachOfItsFields_ComesGoesAndIsKept(Cloud cloud) =>
        CheckAsync(FieldKind.Clusters, cloud, FieldCatalogue.Read("clusters.yaml").Where(part => part.Cloud == cloud));

    [Fact]
    public Task Job_EachOfItsFields_ComesGoesAndIsKept() => CheckAsync(FieldKind.Jobs, Cloud.Aws, FieldCatalogue.Read("jobs.yaml"));

    [Fact]
    public Task Warehouse_EachOfItsFields_ComesGoesAndIsKept() => CheckAsync(FieldKind.Warehouses, Cloud.Aws, FieldCatalogue.Read("warehouses.yaml"));

    [Fact]
    public Task Job_EachFieldOfAClusterOfItsOwn_ComesGoesAndIsKept() =>
        CheckAsync(FieldKind.Jobs, Cloud.Aws, FieldCatalogue.Read("clusters.yaml").Select(part => part with { Template = JobFields.Holding(part.Template) }));

    [Theory]
    [InlineData("databricksclusters", "clusters.yaml")]
    [InlineData("databricksjobs", "jobs.yaml")]
    [InlineData("databrickssqlwarehouses", "warehouses.yaml")]
    public void Catalogue_OfAKind_HoldsEveryFieldOfItsDefinition(string plural, string file)
    {
        var spec = Definition(plural);
        var defined = Leaves(spec, "").Select(JobFields.Normal)
            .Where(path => !JobFields.IsCommon(path) && !path.Contains("newCluster.", StringComparison.Ordinal)).ToHashSet();
        var tested = FieldCatalogue.Read(file).SelectMany(part => FieldCatalogue.Leaves(part.Template)).Select(JobFields.Normal).ToHashSet();

        Assert.Equal([.. JobFields.NotASetting.Where(defined.Contains).Order()], defined.Except(tested).Order());
        Assert.Empty(tested.Except(defined));
    }

    private async Task CheckAsync(FieldKind kind, Cloud cloud, IEnumerable<SpecPart> parts)
    {
        await using var workspace = await FieldWorkspace.StartAsync(controlPlane, kind, cloud);
        await workspace.ApplyAsync(JobFields.Referred);
        var schema = Definition(kind.Plural);
        List<FieldObject> objects = [.. parts.SelectMany(part => FieldCatalogue.Fields(part.Template)
            .Select((path, index) => new FieldObject(kind.Kind, $"{part.Name}-{index}", path, part.Template, IsRequired(schema, path))))];
        Assert.NotEmpty(objects);

        await GiveAsync(workspace, objects);
        await ChangeAsync(workspace, objects);
        await DriftAsync(workspace, [.. objects.Where(one => one.Second is not null && one.Second.Shown != one.First?.Shown && !IsNeverShown(one))]);
        await TakeOutAsync(workspace, objects);
    }

    /// <summary>Without the field first, then with it.</summary>
    private static async Task GiveAsync(FieldWorkspace workspace, List<FieldObject> objects)
    {
        await workspace.ApplyAsync(objects, one => one.FreshSpec);
        foreach (var (one, status) in await StatesAsync(workspace, objects, "all objects without their field"))
        {
            (one.Fresh, one.FreshReason) = (await workspace.ReadAsync(status), status.IsSynced ? "" : status.Reason);
        }

        await workspace.ApplyAsync(objects, one => one.FirstSpec);
        var states = await StatesAsync(workspace, objects, "all objects with their field");
        Assert.Equal("", string.Join("\n", states.Where(pair => !pair.Status.IsSynced && pair.Status.Reason != "ImmutableFieldChanged")
            .Select(pair => $"{pair.Object}: {pair.Status.Reason} {pair.Status.Message}")));
        foreach (var (one, status) in states)
        {
            one.First = await workspace.ReadAsync(status);
        }
    }

    private static async Task ChangeAsync(FieldWorkspace workspace, List<FieldObject> objects)
    {
        await workspace.ApplyAsync(objects, one => one.SecondSpec);
        var states = await StatesAsync(workspace, objects, "all objects with another value");
        Assert.Equal("", string.Join("\n", states.Where(pair => !pair.Status.IsSynced && pair.Status.Reason != "ImmutableFieldChanged")
            .Select(pair => $"{pair.Object}: {pair.Status.Reason} {pair.Status.Message}")));
        foreach (var (one, status) in states)
        {
            one.Second = await workspace.ReadAsync(status);
        }

        var unmoved = states.Where(pair => pair.Object.HasTwoValues && pair.Object.First!.Shown == pair.Object.Second!.Shown && pair.Status.IsSynced)
            .Select(pair => pair.Object);
        Assert.Empty(unmoved.Where(one => !IsNeverShown(one) && !JobFields.HasOneValue(one)).Select(one => $"{one}: {one.First!.Shown}"));
    }

    /// <summary>Somebody puts the old value back.</summary>
    private static async Task DriftAsync(FieldWorkspace workspace, List<FieldObject> objects)
    {
        var states = await StatesAsync(workspace, objects, "all objects");
        foreach (var (one, status) in states)
        {
            workspace.Put(status, one.First!);
        }

        foreach (var (one, status) in states)
        {
            await Eventually.ReachesAsync(
                async _ => (await workspace.ReadAsync(status))!.Shown,
                shown => shown == one.Second!.Shown,
                $"the repair of {one}, expected {one.Second!.Shown}",
                TimeSpan.FromSeconds(60));
        }
    }

    private static async Task TakeOutAsync(FieldWorkspace workspace, List<FieldObject> objects)
    {
        await workspace.ApplyAsync(objects, one => one.FreshSpec);
        var states = await StatesAsync(workspace, objects, "all objects without their field again");
        var left = new List<string>();
        foreach (var (one, status) in states)
        {
            var before = (JobFields.IsLeftAlone(one) ? one.Second : one.Fresh)?.Shown;
            var after = (await workspace.ReadAsync(status))?.Shown;
            if (one.FreshReason != (status.IsSynced ? "" : status.Reason) || (before is not null && before != after))
            {
                left.Add($"{one}: [{one.FreshReason}] {before}\nat first, at the end {status}\n{after}");
            }
        }

        Assert.True(left.Count == 0, string.Join("\n\n", left));
        var last = workspace.Simulator.Workspace.Journal.LastSequence;
        await workspace.ReconcileAllAsync(objects);
        // What the workspace refuses is sent again when somebody asks for another look; it changes nothing.
        var changes = workspace.Simulator.Workspace.Journal.After(last)
            .Where(call => call is { Mutating: true, Status: < 300 }).Select(call => $"{call.Operation} {call.Body}");
        Assert.Equal("", string.Join('\n', changes));
    }

    private static async Task<List<(FieldObject Object, FieldStatus Status)>> StatesAsync(FieldWorkspace workspace, List<FieldObject> objects, string what)
    {
        var states = await workspace.SettledAsync(objects, what);
        return [.. objects.Select(one => (one, states[one.Name]))];
    }

    private static bool IsNeverShown(FieldObject one) => NeverShown.Any(name => one.Path.Contains(name, StringComparison.Ordinal));

    private static JsonObject Definition(string plural) => GeneratedFiles.Definitions()
        .Single(definition => (string)definition["spec"]!["names"]!["plural"]!
            == plural)["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!.AsObject();

    private static IEnumerable<string> Leaves(JsonObject schema, string path) => (schema["items"] as JsonObject ?? schema) is var node
        && node["properties"] is JsonObject properties
        ? properties.SelectMany(property => Leaves(property.Value!.AsObject(), path.Length == 0 ? property.Key : $"{path}.{property.Key}"))
        : [path];

    private static bool IsRequired(JsonObject schema, string path)
    {
        var names = JobFields.Normal(path, keepsLoops: true).Split('.');
        var holder = names[..^1].Aggregate(
            schema, (node, name) => (node["properties"]![name] is JsonObject child ? child["items"] as JsonObject ?? child : null)!);
        return (holder["required"] as JsonArray ?? []).Any(name => (string)name! == names[^1]);
    }
}
