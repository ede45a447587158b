using System.Text.Json.Serialization;

namespace Operator.Databricks.Identity;

/// <summary>
/// The user or service principal behind the credential. SCIM spells its fields in camelCase, unlike the rest of the API. What else it sends (groups,
/// roles, entitlements: long lists) is left where it is.
/// </summary>
public sealed record CurrentUser
{
    [JsonPropertyName("id")]
    public string? Id { get; init; }

    /// <summary>The login name; of a service principal its application id.</summary>
    [JsonPropertyName("userName")]
    public string? UserName { get; init; }

    [JsonPropertyName("displayName")]
    public string? DisplayName { get; init; }

    [JsonPropertyName("active")]
    public bool? Active { get; init; }
}
