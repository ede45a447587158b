using Operator.Databricks.Http;

namespace Operator.Databricks.Runs;

/// <summary>Which runs a list holds, and how much of each; null does not filter.</summary>
public sealed record RunFilter
{
    public long? JobId { get; init; }

    /// <summary>Null for all, true for runs that have not ended, false for runs that have.</summary>
    public bool? Active { get; init; }

    public string? RunType { get; init; }

    /// <summary>Rows with tasks and clusters, the first 100 of each; see <see cref="Run.IsTruncated"/>.</summary>
    public bool ExpandTasks { get; init; }

    /// <summary>Rounded down to milliseconds, inclusive.</summary>
    public DateTimeOffset? StartedFrom { get; init; }

    /// <summary>Rounded down to milliseconds, inclusive.</summary>
    public DateTimeOffset? StartedTo { get; init; }
}

/// <summary>Reads that take more than one call.</summary>
public static class RunReads
{
    private const string ListOperation = "runs/list";
    private const string GetOperation = "runs/get";

    /// <summary>The descriptions give 25 as the limit, and "less than 25": this satisfies both (behavior §1.2).</summary>
    private const int PageSize = 24;

    /// <summary>All pages, by token where the server gives one, else by offset.</summary>
    /// <exception cref="Errors.DatabricksException">Some page could not be read; there is no partial result.</exception>
    public static Task<IReadOnlyList<Run>> ListAllAsync(this IRunsApi runs, RunFilter filter, CancellationToken cancellationToken) =>
        OffsetPaging.ReadAllAsync<RunPage, Run>(
            ListOperation,
            place => runs.ListAsync(
                filter.JobId,
                filter.Active is true ? "true" : null,
                filter.Active is false ? "true" : null,
                filter.RunType,
                QueryText.Of(filter.ExpandTasks),
                filter.StartedFrom?.ToUnixTimeMilliseconds(),
                filter.StartedTo?.ToUnixTimeMilliseconds(),
                PageSize,
                place.Offset,
                place.Token,
                cancellationToken),
            run => run.RunId,
            cancellationToken);

    /// <summary>All pages of one run, put together.</summary>
    /// <param name="runs">The API.</param>
    /// <param name="runId">A run of a job, or of one task.</param>
    /// <param name="includeHistory">With the repairs.</param>
    /// <param name="includeResolvedValues">With the parameters' references filled in.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Errors.DatabricksException">Some page could not be read; there is no partial result.</exception>
    public static async Task<Run> GetWholeAsync(
        this IRunsApi runs, long runId, bool includeHistory, bool includeResolvedValues, CancellationToken cancellationToken)
    {
        var (history, values) = (QueryText.Of(includeHistory), QueryText.Of(includeResolvedValues));
        var pages = await Paging.ReadAllAsync<Run, Run>(
            GetOperation, token => runs.GetAsync(runId, history, values, token, cancellationToken), cancellationToken).ConfigureAwait(false);
        return pages[0] with
        {
            HasMore = null,
            NextPageToken = null,
            Tasks = Paging.Join(pages, page => page.Tasks),
            Iterations = Paging.Join(pages, page => page.Iterations),
            JobClusters = Paging.Join(pages, page => page.JobClusters),
            JobParameters = Paging.Join(pages, page => page.JobParameters),
            RepairHistory = Paging.Join(pages, page => page.RepairHistory),
        };
    }
}
