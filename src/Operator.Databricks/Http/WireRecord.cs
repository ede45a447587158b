using System.Text.Json;
using System.Text.Json.Serialization;

namespace Operator.Databricks.Http;

/// <summary>
/// An object as the API sends it: what is absent is null, 0 and false are values (behavior §14.18), and a field this version does not know is kept,
/// so that it can be compared, and sent back.
/// </summary>
public abstract record WireRecord
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    /// <summary>The type only: environment variables, Spark settings and script locations are no matter for logs.</summary>
    public sealed override string ToString() => GetType().Name;
}
