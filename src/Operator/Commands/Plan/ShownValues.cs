using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Operator.Commands.Plan;

/// <summary>
/// Keeps values out of a plan that may be secret: a plan is put into pull requests, and what the workspace has may come from elsewhere. References to secrets
/// are shown, because they hold none.
/// </summary>
internal static partial class ShownValues
{
    public const string Hidden = "(sensitive value)";

    /// <summary>Stands for the id of an object that is made by the same plan.</summary>
    public const string Unknown = "(known after apply)";

    /// <summary>The same where an id has to be a number: no workspace comes as far as that.</summary>
    public const long FirstUnknownNumber = 9_000_000_000_000_000_000;

    private static readonly string[] Environments = ["spark_env_vars", "sparkEnvVars"];

    /// <summary>A copy that may be shown.</summary>
    /// <param name="path">In the spelling of the spec.</param>
    /// <param name="value">At that path; null for none.</param>
    public static JsonNode? Of(string path, JsonNode? value)
    {
        var isSensitive = Environments.Any(name => path.Contains($"{name}[", StringComparison.Ordinal)) || IsSensitive(LastName(path))
            || path.Contains("basicAuth.", StringComparison.Ordinal);
        return Copy(value, isSensitive, Environments.Any(path.EndsWith));
    }

    private static JsonNode? Copy(JsonNode? value, bool isSensitive, bool isEnvironment) => value switch
    {
        JsonObject mapping => new JsonObject(mapping.Select(entry => KeyValuePair.Create(
            entry.Key, Copy(entry.Value, isSensitive || isEnvironment || IsSensitive(entry.Key), Environments.Contains(entry.Key))))),
        JsonArray list => new JsonArray([.. list.Select(element => Copy(element, isSensitive, isEnvironment: false))]),
        JsonValue scalar when isSensitive && !IsReference(scalar) => Hidden,
        JsonValue scalar when scalar.TryGetValue(out long number) && number >= FirstUnknownNumber => Unknown,
        _ => value?.DeepClone(),
    };

    private static bool IsSensitive(string name) => Names().IsMatch(name);

    private static bool IsReference(JsonValue value) => Reference().IsMatch(value.ToString());

    /// <summary>The key of a map, or the field.</summary>
    private static string LastName(string path)
    {
        var entry = path.LastIndexOf("[\"", StringComparison.Ordinal);
        return entry >= 0 ? path[entry..] : path[(path.LastIndexOf('.') + 1)..];
    }

    [GeneratedRegex("secret|passw|token|credential|private.?key|account.?key|access.?key|api.?key|\\.sas\\b|sas\\.|pwd", RegexOptions.IgnoreCase)]
    private static partial Regex Names();

    [GeneratedRegex(@"^\s*\{\{\s*secrets/[^{}]*\}\}\s*$")]
    private static partial Regex Reference();
}
