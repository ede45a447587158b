using System.Runtime.CompilerServices;
using Operator.Databricks.Http;

namespace Operator.Databricks.Jobs;

/// <summary>Which jobs a list holds, and how much of each.</summary>
public sealed record JobFilter
{
    /// <summary>The exact name, which several jobs may have; case does not matter. Null for all.</summary>
    public string? Name { get; init; }

    /// <summary>Rows with tasks and clusters, the first 100 of each; see <see cref="Job.IsTruncated"/>.</summary>
    public bool ExpandTasks { get; init; }
}

/// <summary>Reads that take more than one call. Not extensions: the size of a page is a matter of the API's version, which only the client knows.</summary>
public sealed class JobReads
{
    private const string ListOperation = "jobs/list";
    private const string GetOperation = "jobs/get";

    private readonly IJobsApi jobs;
    private readonly int pageSize;

    internal JobReads(IJobsApi jobs, string apiVersion)
    {
        this.jobs = jobs;
        // More than 25 is an error before 2.2 (behavior §1.2).
        pageSize = apiVersion is "2.0" or "2.1" ? 25 : 100;
    }

    /// <summary>All pages, by token where the server gives one, else by offset. Rows have no <see cref="Job.RunAsUserName"/>.</summary>
    /// <exception cref="Errors.DatabricksException">Some page could not be read; there is no partial result.</exception>
    public async Task<IReadOnlyList<Job>> ListAllAsync(JobFilter filter, CancellationToken cancellationToken)
    {
        var rows = await OffsetPaging.ReadAllAsync<JobPage, Job>(
            ListOperation, place => ReadAsync(filter, place, cancellationToken), job => job.JobId, cancellationToken).ConfigureAwait(false);
        return Fitting(rows, filter);
    }

    /// <summary>As <see cref="ListAllAsync"/>, a page at a time.</summary>
    public async IAsyncEnumerable<IReadOnlyList<Job>> PagesAsync(JobFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = OffsetPaging.PagesAsync<JobPage, Job>(
            ListOperation, place => ReadAsync(filter, place, cancellationToken), job => job.JobId, cancellationToken);
        await foreach (var page in pages.ConfigureAwait(false))
        {
            yield return Fitting(page, filter);
        }
    }

    /// <summary>All pages of one job, put together.</summary>
    /// <exception cref="Errors.DatabricksException">Some page could not be read; there is no partial result.</exception>
    public async Task<Job> GetWholeAsync(long jobId, CancellationToken cancellationToken)
    {
        var pages = await Paging.ReadAllAsync<Job, Job>(
            GetOperation, token => jobs.GetAsync(jobId, token, cancellationToken), cancellationToken).ConfigureAwait(false);
        return pages[0] with
        {
            HasMore = null,
            NextPageToken = null,
            Settings = Whole([.. pages.Select(page => page.Settings).OfType<JobSettings>()]),
        };
    }

    private Task<JobPage> ReadAsync(JobFilter filter, PagePlace place, CancellationToken cancellationToken) =>
        jobs.ListAsync(filter.Name, QueryText.Of(filter.ExpandTasks), pageSize, place.Offset, place.Token, cancellationToken);

    /// <summary>A server that does not know the filter answers with everything.</summary>
    private static IReadOnlyList<Job> Fitting(IReadOnlyList<Job> rows, JobFilter filter) =>
        filter.Name is null ? rows : [.. rows.Where(job => job.Settings?.Name is not { } name || SameName(name, filter.Name))];

    private static bool SameName(string name, string wanted) => string.Equals(name, wanted, StringComparison.OrdinalIgnoreCase);

    private static JobSettings? Whole(IReadOnlyList<JobSettings> pages) => pages.Count == 0 ? null : pages[0] with
    {
        Tasks = Paging.Join(pages, page => page.Tasks),
        Parameters = Paging.Join(pages, page => page.Parameters),
        JobClusters = Paging.Join(pages, page => page.JobClusters),
        Environments = Paging.Join(pages, page => page.Environments),
    };
}
