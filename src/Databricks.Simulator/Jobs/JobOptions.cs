namespace Databricks.Simulator.Jobs;

/// <summary>How jobs behave where workspaces differ or the documentation leaves it open.</summary>
public sealed record JobOptions
{
    /// <summary>How many reads after a create still miss the job: gets and lists are counted separately.</summary>
    public int HiddenReadsAfterCreate { get; init; }

    /// <summary>Saved jobs of a workspace (behavior §5.1).</summary>
    public int JobLimit { get; init; } = 10_000;

    /// <summary>The status of a missing job: 400 or 404 (behavior §6.3). Null: 404 on version 2.2, 400 on older ones.</summary>
    public int? MissingStatus { get; init; }

    /// <summary>A reset of a missing job is answered 403 instead, as some workspaces do (behavior §6.3).</summary>
    public bool ResetOfMissingIsForbidden { get; init; }

    /// <summary>Whether deleting a job ends its active runs; nobody documents it (behavior §13).</summary>
    public bool DeleteCancelsRuns { get; init; }

    /// <summary>Permissions of a job still answer after it is deleted (behavior §6.3).</summary>
    public bool PermissionsOutliveJobs { get; init; } = true;

    /// <summary>Absent e-mail notifications come back as <c>{no_alert_for_skipped_runs:false}</c> instead of <c>{}</c> (behavior §4.3).</summary>
    public bool ShowsSkippedRunsAlert { get; init; }

    /// <summary>Users who are no administrators: they see and change only the jobs they hold a grant on. All others may do everything.</summary>
    public IReadOnlyList<string> RestrictedUsers { get; init; } = [];
}
