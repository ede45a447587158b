using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Settings;

namespace Operator.Kinds.Runs;

/// <summary>What the attributes of the type say, and by hand what they cannot: rules about ids, about sizes, and about extraSettings.</summary>
internal static class RunSpecValidator
{
    /// <summary>Bytes of JSON that each of the older kinds of parameters may have (behavior §1.2).</summary>
    private const int LargestKind = 10_000;

    private static readonly string[] NotExtra = ["job_id", "idempotency_token", "run_id"];

    // As Databricks counts: a letter beyond ASCII is its bytes, not an escape.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IEnumerable<string> Problems(DatabricksJobRun run)
    {
        var spec = run.Spec;
        return SpecValidator.Problems(spec).Concat(Ids(spec)).Concat(Parameters(spec)).Concat(Extra(spec));
    }

    private static IEnumerable<string> Ids(DatabricksJobRunSpec spec)
    {
        foreach (var (name, id) in new[] { ("jobId", spec.JobId), ("externalId", spec.ExternalId) })
        {
            if (id is not null && !SpecChecks.IsNumericId(id))
            {
                yield return $"spec.{name} must be a number";
            }
        }
    }

    private static IEnumerable<string> Parameters(DatabricksJobRunSpec spec)
    {
        foreach (var (name, value) in RunMapper.Typed(spec))
        {
            if (name is not ("job_parameters" or "only" or "queue") && value is JsonObject or JsonArray && SizeOf(value) > LargestKind)
            {
                yield return $"spec.{JsonNamingPolicy.CamelCase.ConvertName(FieldName(name))} has more than {LargestKind} bytes of JSON, which Databricks does "
                    + "not take";
            }
        }
    }

    private static IEnumerable<string> Extra(DatabricksJobRunSpec spec)
    {
        if (spec.ExtraSettings is not { } extra)
        {
            yield break;
        }

        foreach (var reserved in NotExtra.Where(extra.ContainsKey))
        {
            yield return $"spec.extraSettings must not set {reserved}";
        }

        foreach (var overlap in SettingsTree.Overlaps(RunMapper.Typed(spec), extra))
        {
            yield return $"spec.extraSettings must not set {overlap}, which the spec sets already";
        }
    }

    private static int SizeOf(JsonNode value) => System.Text.Encoding.UTF8.GetByteCount(value.ToJsonString(Plain));

    /// <summary>From snake_case to PascalCase.</summary>
    private static string FieldName(string name) => string.Concat(name.Split('_').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
}
