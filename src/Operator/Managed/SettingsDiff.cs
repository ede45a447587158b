using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Settings;

namespace Operator.Managed;

/// <summary>
/// How the settings of an object differ from its spec, and the request that would end that, for kinds whose answers need no more than field rules to be
/// compared. Pure.
/// </summary>
internal sealed class SettingsDiff
{
    private readonly JsonObject desired;
    private readonly JsonObject observed;
    private readonly ComparisonContext context;
    private readonly IReadOnlyList<Difference> differences;

    /// <param name="resource">For its policies, and what was applied of it.</param>
    /// <param name="desired">The settings that its spec asks for.</param>
    /// <param name="observed">Those of the workspace, in the same shape.</param>
    /// <param name="rules">By pattern; a field without one is compared as it stands.</param>
    public SettingsDiff(IDatabricksResource resource, JsonObject desired, JsonObject observed, IReadOnlyDictionary<string, FieldRule> rules)
    {
        this.desired = desired;
        this.observed = observed;
        context = PartRecords.ContextOf(resource, rules);
        differences = SettingsComparer.Compare(desired, observed, context);
    }

    /// <summary>What the request sends for a setting that was taken out of the spec, where the workspace would keep one that is left out.</summary>
    public JsonObject Defaults { get; init; } = [];

    private IReadOnlyList<string> Unchangeable => [.. differences.Where(difference => difference.IsImmutable).Select(difference => difference.Path)];

    /// <summary>What is remembered as applied once an object has these settings.</summary>
    public static IEnumerable<string> Applied(JsonObject desired, IReadOnlyDictionary<string, FieldRule> rules) =>
        PartRecords.Bounded(SettingsTree.Leaves(desired, rules));

    /// <param name="call">The call that settings of these paths need, or why they wait.</param>
    public Change Decide(Func<IReadOnlyList<string>, Change> call) =>
        Decide(call, [.. differences.Where(difference => !difference.IsImmutable)]) with { Unchangeable = Unchangeable };

    private Change Decide(Func<IReadOnlyList<string>, Change> call, IReadOnlyList<Difference> some)
    {
        var paths = some.Select(difference => difference.Path).ToList();
        return (paths.Count == 0 ? Change.None : call(paths)) with
        {
            Fields = paths,
            Desired = ComparisonRules.HashOf(desired),
            Asked = Difference.Asked(some),
            Differences = some,
            Body = Body,
            Applied = () => Applied(desired, context.Rules),
            OfFields = fields => Decide(call, [.. some.Where(difference => fields.Contains(difference.Path))]),
        };
    }

    private JsonObject Body(IReadOnlyList<string> held)
    {
        var body = desired.DeepClone().AsObject();
        foreach (var field in differences.Select(difference => difference.Field).Where(field => SettingsComparer.IsEmpty(desired[field])).Distinct())
        {
            body[field] = Defaults[field]?.DeepClone();
        }

        SettingsTree.Carry(body, observed, [.. context.Ignored, .. Unchangeable, .. held], context.Rules);
        return body;
    }
}
