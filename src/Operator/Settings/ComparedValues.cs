using System.Text.Json.Nodes;

namespace Operator.Settings;

/// <summary>
/// The two values of a difference. They may be secret, so no text is made of them by itself; and they do not count where differences are compared.
/// </summary>
/// <param name="wanted">What the spec asks for; null for nothing.</param>
/// <param name="observed">What the workspace has; null for nothing.</param>
internal sealed class ComparedValues(JsonNode? wanted, JsonNode? observed)
{
    public JsonNode? Wanted => wanted;

    public JsonNode? Observed => observed;

    public override bool Equals(object? obj) => obj is ComparedValues;

    public override int GetHashCode() => 0;

    public override string ToString() => "(values)";
}
