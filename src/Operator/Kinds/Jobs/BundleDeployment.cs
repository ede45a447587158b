using Operator.Databricks.Jobs;

namespace Operator.Kinds.Jobs;

/// <summary>
/// A job that a Databricks Asset Bundle deploys says so (behavior §4.3). Its next deployment undoes what the operator changes, and the operator what that
/// changes.
/// </summary>
internal static class BundleDeployment
{
    /// <summary>Of the event.</summary>
    public const string Reason = "DeployedByBundle";

    /// <summary>What to do about it; null where no bundle deploys the job.</summary>
    public static string? Warning(JobSettings? settings) => settings?.Deployment is { Kind: "BUNDLE" } deployment
        ? $"A bundle still deploys this job{(deployment.MetadataFilePath is { Length: > 0 } path ? $" ({path})" : "")}, and its next deployment undoes what "
            + "this resource changes. Release the job there (databricks bundle deployment unbind KEY) and take it out of the bundle"
        : null;
}
