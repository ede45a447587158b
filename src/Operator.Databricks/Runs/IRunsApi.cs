using Operator.Databricks.Operations;
using Refit;

namespace Operator.Databricks.Runs;

/// <summary>Runs of jobs, and runs without a job; <c>/api/2.2/jobs</c>, or 2.1 (behavior §1.2). They are forgotten after 60 days (behavior §3.3).</summary>
public interface IRunsApi
{
    /// <summary>Repeated as needed: the token makes one run of all repetitions (behavior §1.4).</summary>
    /// <exception cref="Errors.DatabricksException">Conflict when a continuous job is starting a run by itself (behavior §3.2).</exception>
    [Post("/jobs/run-now")]
    [Operation("jobs/run-now", RetrySafety.Always, NotFoundScope.Named)]
    Task<StartedRun> RunNowAsync([Body] RunNow request, CancellationToken cancellationToken);

    /// <summary>As <see cref="RunNowAsync"/>, without a job.</summary>
    [Post("/jobs/runs/submit")]
    [Operation("runs/submit", RetrySafety.Always, NotFoundScope.None)]
    Task<StartedRun> SubmitAsync([Body] SubmitRun request, CancellationToken cancellationToken);

    /// <summary>One page, the latest runs first; <see cref="RunReads.ListAllAsync"/> reads all of them.</summary>
    /// <param name="jobId">Only of this job.</param>
    /// <param name="activeOnly"><c>true</c> for runs that have not ended; not together with the next.</param>
    /// <param name="completedOnly"><c>true</c> for runs that have ended.</param>
    /// <param name="runType">JOB_RUN, WORKFLOW_RUN or SUBMIT_RUN; null for all.</param>
    /// <param name="expandTasks"><c>true</c> for rows with tasks and clusters, the first 100 of each (behavior §8).</param>
    /// <param name="startTimeFrom">Milliseconds since 1970, inclusive.</param>
    /// <param name="startTimeTo">Milliseconds since 1970, inclusive.</param>
    /// <param name="limit">1–24 by the strictest of the descriptions (behavior §1.2).</param>
    /// <param name="offset">Rows to leave out; for servers without page tokens.</param>
    /// <param name="pageToken">From the page before; null for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Get("/jobs/runs/list")]
    [Operation("runs/list", RetrySafety.Always, NotFoundScope.Named)]
    Task<RunPage> ListAsync(
        [AliasAs("job_id")] long? jobId,
        [AliasAs("active_only")] string? activeOnly,
        [AliasAs("completed_only")] string? completedOnly,
        [AliasAs("run_type")] string? runType,
        [AliasAs("expand_tasks")] string? expandTasks,
        [AliasAs("start_time_from")] long? startTimeFrom,
        [AliasAs("start_time_to")] long? startTimeTo,
        int? limit,
        int? offset,
        [AliasAs("page_token")] string? pageToken,
        CancellationToken cancellationToken);

    /// <summary>One page; <see cref="RunReads.GetWholeAsync"/> reads all of them.</summary>
    /// <param name="runId">A run of a job, or of one task.</param>
    /// <param name="includeHistory"><c>true</c> for the repairs.</param>
    /// <param name="includeResolvedValues"><c>true</c> for the parameters with their references filled in.</param>
    /// <param name="pageToken">From the page before; null for the first, and on version 2.1.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Get("/jobs/runs/get")]
    [Operation("runs/get", RetrySafety.Always, NotFoundScope.Addressed)]
    Task<Run> GetAsync(
        [AliasAs("run_id")] long runId,
        [AliasAs("include_history")] string? includeHistory,
        [AliasAs("include_resolved_values")] string? includeResolvedValues,
        [AliasAs("page_token")] string? pageToken,
        CancellationToken cancellationToken);

    /// <summary>Asks for the end; the run ends later (behavior §1.2).</summary>
    [Post("/jobs/runs/cancel")]
    [Operation("runs/cancel", RetrySafety.Always, NotFoundScope.Addressed)]
    Task CancelAsync([Body] RunReference run, CancellationToken cancellationToken);

    /// <summary>Asks for the end of all runs of a job; does not keep new ones from starting (behavior §3.2).</summary>
    [Post("/jobs/runs/cancel-all")]
    [Operation("runs/cancel-all", RetrySafety.Always, NotFoundScope.Addressed)]
    Task CancelAllAsync([Body] CancelAllRuns request, CancellationToken cancellationToken);

    /// <summary>Only of a run that has ended.</summary>
    [Post("/jobs/runs/delete")]
    [Operation("runs/delete", RetrySafety.Always, NotFoundScope.Addressed)]
    Task DeleteAsync([Body] RunReference run, CancellationToken cancellationToken);

    /// <summary>Only of a run that has ended. Sent again only when it was certainly refused: there is no token, and a second repair is one more run.</summary>
    [Post("/jobs/runs/repair")]
    [Operation("runs/repair", RetrySafety.WhenRefused, NotFoundScope.Named)]
    Task<StartedRepair> RepairAsync([Body] RepairRun request, CancellationToken cancellationToken);

    /// <summary>The run's notebook as web pages.</summary>
    /// <param name="runId">Of a task.</param>
    /// <param name="viewsToExport">CODE, DASHBOARDS or ALL; null for CODE.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Get("/jobs/runs/export")]
    [Operation("runs/export", RetrySafety.Always, NotFoundScope.Addressed)]
    Task<ExportedRun> ExportAsync(
        [AliasAs("run_id")] long runId, [AliasAs("views_to_export")] string? viewsToExport, CancellationToken cancellationToken);

    /// <param name="runId">Of a task, not of a job with several (behavior §1.2).</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Get("/jobs/runs/get-output")]
    [Operation("runs/get-output", RetrySafety.Always, NotFoundScope.Addressed)]
    Task<RunOutput> GetOutputAsync([AliasAs("run_id")] long runId, CancellationToken cancellationToken);
}
