using System.Text.Json.Nodes;
using Operator.Databricks.Operations;
using Refit;

namespace Operator.Databricks.Jobs;

/// <summary>Jobs; <c>/api/2.2/jobs</c>, or 2.1 (behavior §1.2).</summary>
public interface IJobsApi
{
    /// <summary>Never repeated, and there is no token (behavior §1.4): after a lost reply, search by marker before creating again.</summary>
    /// <param name="settings">The wire JSON, sent as it is.</param>
    /// <param name="cancellationToken">Ends the call; the job may exist nevertheless.</param>
    [Post("/jobs/create")]
    [Operation("jobs/create", RetrySafety.Never, NotFoundScope.None)]
    Task<CreatedJob> CreateAsync([Body] JsonObject settings, CancellationToken cancellationToken);

    /// <summary>One page; <see cref="JobReads.ListAllAsync"/> reads all of them.</summary>
    /// <param name="name">The exact name; case does not matter.</param>
    /// <param name="expandTasks"><c>true</c> for rows with tasks and clusters, the first 100 of each (behavior §8).</param>
    /// <param name="limit">At most 100, on version 2.1 at most 25 (behavior §1.2).</param>
    /// <param name="offset">Rows to leave out; for servers without page tokens.</param>
    /// <param name="pageToken">From the page before; null for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Get("/jobs/list")]
    [Operation("jobs/list", RetrySafety.Always, NotFoundScope.None)]
    Task<JobPage> ListAsync(
        string? name,
        [AliasAs("expand_tasks")] string? expandTasks,
        int? limit,
        int? offset,
        [AliasAs("page_token")] string? pageToken,
        CancellationToken cancellationToken);

    /// <summary>One page; <see cref="JobReads.GetWholeAsync"/> reads all of them.</summary>
    /// <param name="jobId">Which job.</param>
    /// <param name="pageToken">From the page before; null for the first, and on version 2.1.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Errors.DatabricksException">
    /// PermissionDenied for a job one lost, or never had, the right to see, even after its deletion (behavior §6.3).
    /// </exception>
    [Get("/jobs/get")]
    [Operation("jobs/get", RetrySafety.Always, NotFoundScope.Addressed)]
    Task<Job> GetAsync([AliasAs("job_id")] long jobId, [AliasAs("page_token")] string? pageToken, CancellationToken cancellationToken);

    /// <summary>A partial change, for pausing; it is no way to apply settings, because list elements stay (behavior §1.2).</summary>
    /// <exception cref="Errors.DatabricksException">NotFound as of <see cref="ResetAsync"/>.</exception>
    [Post("/jobs/update")]
    [Operation("jobs/update", RetrySafety.Always, NotFoundScope.Named)]
    Task UpdateAsync([Body] UpdateJob request, CancellationToken cancellationToken);

    /// <summary>A full replacement, except of <c>run_as</c> and the permissions (behavior §1.2).</summary>
    /// <param name="request">The wire JSON <c>{job_id, new_settings}</c>, sent as it is.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Errors.DatabricksException">
    /// NotFound may also speak of a job that one of the tasks runs, in the same words: read the job again before acting on it.
    /// </exception>
    [Post("/jobs/reset")]
    [Operation("jobs/reset", RetrySafety.Always, NotFoundScope.Named)]
    Task ResetAsync([Body] JsonObject request, CancellationToken cancellationToken);

    /// <summary>Is not known to stop runs: pause and cancel before (behavior §3.2).</summary>
    [Post("/jobs/delete")]
    [Operation("jobs/delete", RetrySafety.Always, NotFoundScope.Addressed)]
    Task DeleteAsync([Body] JobReference job, CancellationToken cancellationToken);
}
