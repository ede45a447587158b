using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Commands;
using Operator.IntegrationTests.Harness;
using Operator.Kinds.Clusters;
using Operator.Kinds.Jobs;
using Operator.Kinds.Notebooks;
using Operator.Kinds.Runs;
using Operator.Kinds.Warehouses;
using Operator.Options;
using Operator.Runtime.Client;
using Operator.Runtime.Entities.Attributes;
using Operator.Settings;
using Operator.Workspaces;
using Operator.Workspaces.Credentials;

namespace Operator.IntegrationTests.Rules;

/// <summary>
/// The rules of a definition, evaluated by an interpreter of others, and the operator's own for API servers without CEL: on whatever spec the
/// schema admits, both say the same.
/// </summary>
public sealed class RuleAgreementTests
{
    private const int Specs = 4000;

    private static readonly EntitySerializer Serializer = new(ApiJsonContext.Default);

    /// <summary>What only the operator can see: it is beyond CEL's reach or its budget.</summary>
    private static readonly string[] BeyondCel =
    [
        "there is no task", "goes in a circle", "outcome is for a task with conditionTask", "names this very job", "extraSettings must not",
        "the group admins has CAN_MANAGE", "must be the number of", "must be a number", "caBundle holds no PEM", "the host name is not valid",
    ];

    private static readonly Dictionary<string, Func<JsonObject, IEnumerable<string>>> Rules = new()
    {
        ["databricksclusters"] = entity => ClusterSpecValidator.Problems(Read<DatabricksCluster>(entity)),
        ["databrickssqlwarehouses"] = entity => WarehouseSettings.Problems(Read<DatabricksSqlWarehouse>(entity)),
        ["databricksjobs"] = entity => JobSpecValidator.Problems(Read<DatabricksJob>(entity)),
        ["databricksjobruns"] = entity => RunSpecValidator.Problems(Read<DatabricksJobRun>(entity)),
        ["databricksnotebooks"] = entity => NotebookSpecValidator.Problems(Read<DatabricksNotebook>(entity)),
        ["databricksworkspaces"] = entity => WorkspaceSpecValidator.Problems(
            Read<DatabricksWorkspace>(entity).Spec, allowInsecureHosts: true, new OperatorIdentities(new OperatorOptions(), null)),
    };

    private static readonly Dictionary<string, Func<JsonObject, object>> Objects = new()
    {
        ["databricksclusters"] = spec => Read<DatabricksCluster>(spec).Spec,
        ["databrickssqlwarehouses"] = spec => Read<DatabricksSqlWarehouse>(spec).Spec,
        ["databricksjobs"] = spec => Read<DatabricksJob>(spec).Spec,
        ["databricksjobruns"] = spec => Read<DatabricksJobRun>(spec).Spec,
        ["databricksnotebooks"] = spec => Read<DatabricksNotebook>(spec).Spec,
        ["databricksworkspaces"] = spec => Read<DatabricksWorkspace>(spec).Spec,
    };

    public static TheoryData<string> Kinds => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Problems_OfAnySpec_AreThereExactlyWhenTheDefinitionRefusesIt(string plural)
    {
        var schema = Schema(plural);
        var mixer = new SpecMixer(schema, Seeds(plural), new Random(20261123));
        List<JsonObject> specs = [.. Enumerable.Range(0, Specs).Select(_ => mixer.Next())];

        var broken = await EvaluateAsync(schema, specs);

        var disagreements = specs.Select((spec, index) => (Spec: spec, Cel: broken[index], Own: Rules[plural](spec).ToList()))
            .Where(one => one.Cel.Count > 0 ? one.Own.Count == 0 : one.Own.Any(problem => !IsBeyondCel(problem, one.Spec)));
        var listed = disagreements.Take(5)
            .Select(one => $"CEL: [{string.Join("; ", one.Cel)}] operator: [{string.Join("; ", one.Own)}]\n{one.Spec.ToJsonString()}\n").ToList();
        Assert.True(listed.Count == 0, string.Join('\n', listed));
        // Neither says yes or no to everything, and every rule has been broken by some spec.
        Assert.InRange(broken.Count(messages => messages.Count > 0), Specs / 20, Specs - (Specs / 20));
        Assert.Empty(Messages(schema).Except(broken.SelectMany(messages => messages)));
    }

    /// <summary>Not only whether something is wrong, but what, and how often: a rule that is an attribute has the same message on both sides.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Attributes_OfAnySpec_AreBrokenExactlyWhereTheirCelIs(string plural)
    {
        var schema = Schema(plural);
        var mixer = new SpecMixer(schema, Seeds(plural), new Random(20261128));
        List<JsonObject> specs = [.. Enumerable.Range(0, Specs / 4).Select(_ => mixer.Next())];
        string[] messages = [.. Messages(schema).Except(WrittenInCel())];

        var broken = await EvaluateAsync(schema, specs);

        Assert.NotEmpty(messages);
        Assert.All(specs.Zip(broken), one => Assert.Equal(
            one.Second.Where(message => messages.Contains(message)).Order(StringComparer.Ordinal),
            SpecValidator.Problems(Objects[plural](one.First)).Select(problem => Message(problem, messages)).Order(StringComparer.Ordinal)));
    }

    /// <summary>A problem without the place it begins with.</summary>
    private static string Message(string problem, string[] messages) => messages.SingleOrDefault(
        message => problem.EndsWith($": {message}", StringComparison.Ordinal) || problem.EndsWith($".{message}", StringComparison.Ordinal)) ?? problem;

    /// <summary>The messages of rules that stand in CEL, so that what the operator says of them is written by hand.</summary>
    private static IEnumerable<string> WrittenInCel() => typeof(DatabricksCluster).Assembly.GetTypes()
        .SelectMany(type => type.GetProperties().Prepend<MemberInfo>(type))
        .SelectMany(member => member.GetCustomAttributes<ValidationRuleAttribute>())
        .Select(rule => rule.Message);

    /// <summary>A task type may come with extraSettings, into which CEL does not look.</summary>
    private static bool IsBeyondCel(string problem, JsonObject spec) =>
        BeyondCel.Any(text => problem.Contains(text, StringComparison.Ordinal))
        || (problem.Contains("exactly one task type", StringComparison.Ordinal) && spec.ToJsonString().Contains("extraSettings", StringComparison.Ordinal));

    private static async Task<List<List<string>>> EvaluateAsync(JsonObject schema, IEnumerable<JsonObject> specs)
    {
        var interpreter = await ChildProcess.RunAsync(
            Path.Combine(Repository.Root, "hack", "tools.sh"), ["cel"], cancellationToken: TestContext.Current.CancellationToken);
        var file = Path.GetTempFileName();
        try
        {
            var input = new JsonObject { ["schema"] = schema.DeepClone(), ["objects"] = new JsonArray([.. specs.Select(spec => spec.DeepClone())]) };
            await File.WriteAllTextAsync(file, input.ToJsonString(), TestContext.Current.CancellationToken);
            var script = Path.Combine(AppContext.BaseDirectory, "Rules", "evaluate.mjs");
            var output = await ChildProcess.RunAsync("node", [script, interpreter.Trim(), file], cancellationToken: TestContext.Current.CancellationToken);
            return JsonSerializer.Deserialize<List<List<string>>>(output)!;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static TEntity Read<TEntity>(JsonObject spec)
    {
        var json = new JsonObject
        {
            ["metadata"] = JsonSerializer.SerializeToNode(new V1ObjectMeta { Name = "etl", NamespaceProperty = "team" }),
            ["spec"] = spec.DeepClone(),
        };
        return JsonSerializer.Deserialize(json, Serializer.TypeInfo<TEntity>())!;
    }

    private static JsonObject Schema(string plural) => GeneratedFiles.Definitions()
        .Single(definition => (string)definition["spec"]!["names"]!["plural"]!
            == plural)["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!.AsObject();

    private static IEnumerable<string> Messages(JsonObject node) => (node["x-kubernetes-validations"] as JsonArray ?? [])
        .Where(rule => !((string)rule!["rule"]!).Contains("oldSelf", StringComparison.Ordinal)).Select(rule => (string)rule!["message"]!)
        .Concat((node["properties"] as JsonObject ?? []).Select(property => property.Value).Append(node["items"]).OfType<JsonObject>().SelectMany(Messages))
        .Distinct();

    /// <summary>The cases that API servers with CEL are judged by: for each rule some that break it.</summary>
    private static List<JsonObject> Seeds(string plural) =>
        [.. YamlFile.Read(Path.Combine(Repository.Root, "tests", "Operator.UnitTests", "Api", "cel", $"{plural}.yaml")).AsArray()
            .Where(one => one!["old"] is null && one["schema"] is null).Select(one => one!["spec"]!.DeepClone().AsObject())];
}
