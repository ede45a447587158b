using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Databricks.Simulator.Identities;

/// <summary>The fields of a token request, and what of them a journal may keep.</summary>
internal static class TokenForm
{
    /// <summary>By name of what is harmless: a secret in a field nobody has thought of must not be kept.</summary>
    private static readonly string[] Harmless =
        ["grant_type", "scope", "client_id", "resource", "subject_token_type", "client_assertion_type", "api-version"];

    /// <summary>The last value of a field, as an object of texts.</summary>
    public static JsonObject Parse(string form)
    {
        var fields = new JsonObject();
        foreach (var (name, values) in QueryHelpers.ParseQuery(form))
        {
            fields[name] = values.LastOrDefault();
        }

        return fields;
    }

    public static string Redact(string form)
    {
        var fields = form.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(field => field.Split('=', 2));
        var kept = string.Join('&', fields.Select(field =>
            field.Length == 2 && Harmless.Contains(Uri.UnescapeDataString(field[0])) ? $"{field[0]}={field[1]}" : Hidden(field)));
        return form.StartsWith('?') ? $"?{kept}" : kept;
    }

    /// <summary>A body that is no form has no names either: what looks like one may be the secret.</summary>
    private static string Hidden(string[] field) => field.Length == 2 && field[0].All(IsNameCharacter) ? $"{field[0]}=[redacted]" : "[redacted]";

    private static bool IsNameCharacter(char character) => char.IsAsciiLetterLower(character) || character is '_';
}
