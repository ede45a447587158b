namespace Operator.Api.V1Alpha1;

/// <summary>What the printer columns that all kinds have show of an object.</summary>
internal static class ColumnPaths
{
    public const string Ready = ".status.conditions[?(@.type==\"Ready\")].status";

    public const string Synced = ".status.conditions[?(@.type==\"Synced\")].status";

    public const string Reason = ".status.conditions[?(@.type==\"Ready\")].reason";

    public const string Message = ".status.conditions[?(@.type==\"Ready\")].message";

    public const string Age = ".metadata.creationTimestamp";
}
