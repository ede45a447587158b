using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Commands.Import;
using Operator.Commands.Plan;
using Operator.Runtime.Client;
using Operator.Runtime.Status;
using Operator.UnitTests.Commands.Plan;
using Operator.UnitTests.Kinds;
using Operator.UnitTests.Kinds.Harness;

namespace Operator.UnitTests.Commands.Import;

/// <summary>Imports from the workspace of a harness, and manifests as the operator sees them once they are applied.</summary>
internal static class Imports
{
    public static EntitySerializer Serializer { get; } = new(ApiJsonContext.Default);

    public static Task<ImportResult> OfAsync(OperatorHarness harness, IReadOnlyList<IImportedKind> kinds, ImportFilter? filter = null) =>
        new Importer(harness.Process.Client, filter ?? new ImportFilter(), (_, _, _) => { }).RunAsync(kinds, TestContext.Current.CancellationToken);

    public static TEntity Read<TEntity>(JsonObject manifest)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var decoded = Serializer.Decode<TEntity>(JsonSerializer.SerializeToUtf8Bytes(manifest));
        Assert.True(decoded.Entity is not null, $"{decoded.Undecodable?.Error}: {manifest.ToJsonString()}");
        return decoded.Entity!;
    }

    /// <summary>As a person applies it; passes follow until nothing is on its way, and once more when all lists are old.</summary>
    public static async Task ApplyAsync<TEntity>(KindHarness<TEntity> harness, ImportedObject imported)
        where TEntity : class, IDatabricksResource, new()
    {
        var entity = Read<TEntity>(ImportWriter.WithContent(imported).Manifest(OperatorHarness.Namespace));
        entity.Metadata.Uid = $"uid-{imported.Name}";
        entity.Metadata.Generation = 1;
        entity.Metadata.CreationTimestamp = harness.Time.GetUtcNow().UtcDateTime;
        harness.Put(entity);
        await harness.SettleAsync(name: imported.Name);
    }

    /// <summary>Applies all, and looks again when every list is old: each of them agrees with what is there.</summary>
    public static async Task AssertTakenOverAsync<TEntity>(KindHarness<TEntity> harness, IReadOnlyList<ImportedObject> objects)
        where TEntity : class, IDatabricksResource, new()
    {
        Assert.NotEmpty(objects);
        Assert.Distinct(objects.Select(one => one.Name));
        var plan = await Plans.OfAsync(harness, ImportWriter.Text(objects, OperatorHarness.Namespace));
        Assert.Empty(plan.Problems);
        Assert.True(objects.Count == plan.Unchanged, Different(plan, objects));
        foreach (var one in objects)
        {
            await ApplyAsync(harness, one);
        }

        harness.Workspace.Pass(TimeSpan.FromMinutes(11));
        foreach (var one in objects)
        {
            await harness.SettleAsync(name: one.Name);
            var status = harness.Find(one.Name)!.Status;
            Assert.True(
                status.Conditions.IsTrue(ConditionTypes.Synced),
                $"{one.Manifest(null)}\n{string.Join("\n", status.Conditions.Select(found => $"{found.Type} {found.Reason}: {found.Message}"))}");
        }
    }

    /// <summary>What the plan says of those it would not leave as they are, with what they were written from.</summary>
    private static string Different(PlanReport plan, IReadOnlyList<ImportedObject> objects) => string.Join("\n", plan.Objects
        .Where(planned => planned.Action != PlannedAction.None)
        .Select(planned => $"{planned.Action} {string.Join("; ", planned.Messages)}\n"
            + ImportWriter.WithContent(objects.Single(one => one.Name == planned.Name)).Manifest(null).ToJsonString()));
}
