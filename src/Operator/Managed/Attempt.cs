using Operator.Databricks.Errors;
using Operator.Reconciling;

namespace Operator.Managed;

/// <summary>What is known of a call that changes something in a workspace and that failed.</summary>
internal static class Attempt
{
    /// <summary>True when it certainly has no effect, not even later.</summary>
    public static bool LeftNothing(Exception exception) =>
        exception is DatabricksException { Error.MayHaveTakenEffect: false } or DependencyMissingException or UnusableContentException;
}
