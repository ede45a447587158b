using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Notebooks;
using Operator.Kinds.Runs;
using Operator.Managed;
using Operator.Runtime.Client;
using Operator.UnitTests.Schema;
using Operator.Workspaces;
using YamlDotNet.Serialization;

namespace Operator.UnitTests.Api;

/// <summary>
/// What a definition says about a change has its twin in the operator, for API servers that evaluate no rules: judged by the same cases, of which every rule
/// has one, once the object exists in the workspace.
/// </summary>
public sealed class TransitionRulesTests
{
    private static readonly EntitySerializer Serializer = new(ApiJsonContext.Default);

    private static readonly Dictionary<string, Func<JsonObject, JsonObject, bool>> Twins = new()
    {
        ["databricksclusters"] = (before, after) =>
            IsRefused<DatabricksCluster>(before, after, cluster => cluster.Status.ClusterId ??= cluster.Spec.ExternalId ?? "c-1"),
        ["databrickssqlwarehouses"] = (before, after) =>
            IsRefused<DatabricksSqlWarehouse>(before, after, warehouse => warehouse.Status.WarehouseId ??= warehouse.Spec.ExternalId ?? "w-1"),
        ["databricksjobs"] = (before, after) => IsRefused<DatabricksJob>(before, after, job => job.Status.JobId ??= job.Spec.ExternalId ?? "1"),
        ["databricksjobruns"] = (before, after) => IsRefused<DatabricksJobRun>(before, after, run => run.Status.RunId ??= run.Spec.ExternalId ?? "1")
            || IsChanged(Read<DatabricksJobRun>(before), Read<DatabricksJobRun>(after)),
        ["databricksnotebooks"] = (before, after) =>
            IsRefused<DatabricksNotebook>(before, after, notebook => notebook.Status.Path ??= NotebookLocation.Of(notebook.Spec).Path)
            || IsMoved(Read<DatabricksNotebook>(before), Read<DatabricksNotebook>(after)),
    };

    public static TheoryData<string, string> Changes
    {
        get
        {
            var changes = new TheoryData<string, string>();
            foreach (var (plural, one) in Twins.Keys.SelectMany(plural => Cases(plural).Select(one => (plural, one))))
            {
                changes.Add(plural, (string)one["name"]!);
            }

            return changes;
        }
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void Change_OfARecordedObject_IsRefusedByTheOperatorAsByTheDefinition(string plural, string name)
    {
        var one = Cases(plural).Single(one => (string)one["name"]! == name);
        var before = Whole(one["old"]!.AsObject());
        var after = Whole(new JsonObject { ["spec"] = one["spec"]!.DeepClone() });

        Assert.Equal(one["message"] is not null, Twins[plural](before, after));
    }

    /// <summary>Until the object is recorded a change is the API server's alone to refuse: nothing is lost by it, and nothing recorded tells of it.</summary>
    private static IEnumerable<JsonObject> Cases(string plural)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "tests/Operator.UnitTests/Api/cel", $"{plural}.yaml"));
        var parsed = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize(text)!;
        // That serializer leaves tabs in texts as they are, which is no JSON.
        var json = new SerializerBuilder().JsonCompatible().Build().Serialize(parsed).Replace("\t", "\\t", StringComparison.Ordinal);
        return JsonNode.Parse(json)!.AsArray().Select(one => one!.AsObject()).Where(one => one["old"] is not null && one["schema"] is null)
            .Where(one => one["message"] is not null || !((string)one["name"]!).Contains("before", StringComparison.Ordinal));
    }

    private static bool IsRefused<TEntity>(JsonObject before, JsonObject after, Func<TEntity, string> record)
        where TEntity : IDatabricksResource
    {
        var (old, changed) = (Read<TEntity>(before), Read<TEntity>(after));
        var id = record(old);
        KeptFields.Note(old, null);
        (changed.Status.Workspace, changed.Status.ExternalId) = (NameOf(old), old.Status.ExternalId);
        return KeptFields.Problem(changed, id, NameOf(changed)) is not null;
    }

    private static bool IsChanged(DatabricksJobRun before, DatabricksJobRun after)
    {
        ImmutableFieldHashes.Remember(before);
        (after.Status.StartedWith, after.Status.Sync) = (before.Status.StartedWith, before.Status.Sync);
        return ImmutableFieldHashes.Changes(after).Count > 0;
    }

    private static bool IsMoved(DatabricksNotebook before, DatabricksNotebook after) =>
        NotebookLocation.Of(before.Spec).Path != NotebookLocation.Of(after.Spec).Path;

    private static string NameOf(IDatabricksResource resource) => WorkspaceReferences.NameOf(resource, WorkspaceReferences.KeyOf(resource));

    private static JsonObject Whole(JsonObject part)
    {
        var whole = part.DeepClone().AsObject();
        whole["metadata"] = JsonSerializer.SerializeToNode(new V1ObjectMeta { Name = "etl", NamespaceProperty = "team", Uid = "uid-1", Generation = 1 });
        return whole;
    }

    private static TEntity Read<TEntity>(JsonObject json) => JsonSerializer.Deserialize(json, Serializer.TypeInfo<TEntity>())!;
}
