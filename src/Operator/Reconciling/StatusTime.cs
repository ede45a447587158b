namespace Operator.Reconciling;

/// <summary>Times of the workspace as a status shows them.</summary>
internal static class StatusTime
{
    /// <summary>Whole seconds, as Kubernetes keeps times; null for a time that the workspace does not give.</summary>
    /// <param name="milliseconds">Since 1970, in UTC.</param>
    public static DateTime? OfMilliseconds(long? milliseconds) =>
        milliseconds is > 0 and var value ? DateTimeOffset.FromUnixTimeMilliseconds(value - (value % 1000)).UtcDateTime : null;
}
