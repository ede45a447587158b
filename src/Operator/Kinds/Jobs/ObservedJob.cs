using System.Globalization;
using Operator.Databricks.Jobs;
using Operator.Permissions;

namespace Operator.Kinds.Jobs;

/// <summary>A job as the workspace shows it.</summary>
/// <param name="Job">All of it, or a row of a list.</param>
/// <param name="LastRun">Null when none is known, which does not mean that there was none.</param>
internal sealed record ObservedJob(Job Job, RunSummary? LastRun) : IPermissioned<ObservedJob>
{
    public string Id => Job.JobId?.ToString(CultureInfo.InvariantCulture) ?? "";

    public string PermissionsId => Id;

    /// <summary>When the page of the list that shows it had come; null for what a get has shown.</summary>
    public DateTimeOffset? ListedAt { get; init; }

    /// <summary>When a get had shown it; null for a row of a list.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>Null when they were not read: they are left alone.</summary>
    public ObservedPermissions? Permissions { get; init; }

    public ObservedJob With(ObservedPermissions permissions) => this with { Permissions = permissions };
}
