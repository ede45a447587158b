using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Settings;

namespace Operator.Kinds.Runs;

/// <summary>The rules of the CRD once more, for API servers that do not evaluate them, and those that CEL cannot express.</summary>
internal static class RunRules
{
    /// <summary>Bytes of JSON that each of the older kinds of parameters may have (behavior §1.2).</summary>
    private const int LargestKind = 10_000;

    private static readonly string[] NotExtra = ["job_id", "idempotency_token", "run_id"];

    // As Databricks counts: a letter beyond ASCII is its bytes, not an escape.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IEnumerable<string> Problems(DatabricksJobRun run)
    {
        var spec = run.Spec;
        return Subject(spec).Concat(Values(spec)).Concat(Parameters(spec)).Concat(Extra(spec));
    }

    private static IEnumerable<string> Subject(DatabricksJobRunSpec spec)
    {
        var given = SpecChecks.CountGiven(spec.JobRef, spec.JobId);
        if (spec.ExternalId is null ? given != 1 : given > 0)
        {
            yield return "spec has exactly one of jobRef and jobId, or externalId alone";
        }

        if (spec.ExternalId is not null && (RunMapper.Typed(spec).Count > 0 || spec.ExtraSettings is not null))
        {
            yield return "spec.externalId names a run that was started already: what is sent to start a run cannot be given with it";
        }

        if (spec.ExternalId is null && spec.Policies?.Management == ManagementPolicy.Observe)
        {
            yield return "spec.policies.management: Observe needs spec.externalId";
        }
    }

    private static IEnumerable<string> Values(DatabricksJobRunSpec spec)
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
        if (spec.JarParams is not null && spec.NotebookParams is not null)
        {
            yield return "spec: jarParams and notebookParams exclude each other";
        }

        foreach (var (name, value) in RunMapper.Typed(spec))
        {
            if (name is not ("job_parameters" or "only" or "queue") && value is JsonObject or JsonArray && SizeOf(value) > LargestKind)
            {
                yield return $"spec.{JsonNamingPolicy.CamelCase.ConvertName(FieldName(name))} has more than {LargestKind} bytes of JSON, which Databricks does not take";
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
