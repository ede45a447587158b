using System.Globalization;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Observation;

namespace Operator.Settings;

/// <summary>Hashes of what a spec asks for, as the status remembers them.</summary>
internal static class ComparisonRules
{
    /// <summary>
    /// To be raised by every change after which an unchanged spec has another hash: of a mapper, of a default that is written, of how a value is hashed. What
    /// was remembered under another version is then taken over instead of compared, because an upgrade of the operator must not look like an edit of every
    /// spec.
    /// </summary>
    public const int Version = 1;

    /// <summary>The order of an object's names and the marker of the owner count for nothing.</summary>
    public static string HashOf(JsonNode? value) =>
        string.Create(CultureInfo.InvariantCulture, $"{Fingerprint.Of(SettingsTree.Sorted(value, without: Ownership.MarkerTag)):x16}");
}
