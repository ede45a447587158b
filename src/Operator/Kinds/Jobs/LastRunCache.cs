using System.Collections.Concurrent;
using System.Globalization;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Runtime.Informers;
using Operator.Workspaces;

namespace Operator.Kinds.Jobs;

/// <summary>
/// The last run of each job, from one list of the newest runs of a workspace, read together with the list of its jobs: a quiet job costs nothing.
/// Older runs are asked for once, when a job is first read by itself. It is data and never an error: what cannot be read stays as it was. Nothing is kept of
/// jobs that no resource has: a workspace may have any number of them.
/// </summary>
internal sealed class LastRunCache
{
    /// <summary>Runs beyond so many pages since the last look are not seen: 240 a minute.</summary>
    private const int MaxPages = 10;

    /// <summary>See RunReads: the strictest of the limits.</summary>
    private const int PageSize = 24;

    /// <summary>Not the runs of notebooks by notebooks, and not those without a job.</summary>
    private const string OfJobs = "JOB_RUN";

    /// <summary>By how much the workspace's clock may be behind ours.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    private readonly WorkspaceMemory<Book> books = new(_ => new Book());
    private readonly StoreIndex<DatabricksJob> owners;
    private readonly TimeProvider time;

    public LastRunCache(ObjectStore<DatabricksJob> jobs, TimeProvider time)
    {
        this.time = time;
        owners = jobs.AddIndex(job => job.Status.JobId is { } id ? [id] : []);
    }

    /// <summary>What is known without asking.</summary>
    public RunSummary? Known(WorkspaceClient client, long jobId) => BookOf(client).Latest.GetValueOrDefault(jobId);

    /// <summary>A job that was created a moment ago has none.</summary>
    public void Created(WorkspaceClient client, long jobId) => BookOf(client).Latest.TryAdd(jobId, null);

    /// <summary>At most one call for a job that nothing is known of yet.</summary>
    public async Task<RunSummary?> FindAsync(WorkspaceClient client, long jobId, CancellationToken cancellationToken)
    {
        var book = BookOf(client);
        if (book.Latest.TryGetValue(jobId, out var known))
        {
            return known;
        }

        try
        {
            var page = await client.Runs.ListAsync(jobId, null, null, null, null, null, null, 1, null, null, cancellationToken).ConfigureAwait(false);
            book.Note(jobId, page.Runs is [{ } run, ..] ? RunSummary.Of(run) : null);
        }
        catch (DatabricksException)
        {
            return null;
        }

        return book.Latest.GetValueOrDefault(jobId);
    }

    /// <summary>Reads the runs that started or ended since the last time; one call while there are few.</summary>
    public async Task RefreshAsync(WorkspaceClient client, CancellationToken cancellationToken)
    {
        var book = BookOf(client);
        var begun = time.GetUtcNow();
        book.ForgetUnowned(IsOwned);
        try
        {
            await ReadAsync(client, book, cancellationToken).ConfigureAwait(false);
            book.ReadAt = begun;
        }
        catch (DatabricksException)
        {
            // The next list reads from where the last one ended.
        }
    }

    private async Task ReadAsync(WorkspaceClient client, Book book, CancellationToken cancellationToken)
    {
        var since = (book.ReadAt - ClockSkew)?.ToUnixTimeMilliseconds();
        string? token = null;
        for (var number = 0; number < MaxPages; number++)
        {
            var page = await client.Runs.ListAsync(null, null, null, OfJobs, null, null, null, PageSize, null, token, cancellationToken).ConfigureAwait(false);
            var oldest = long.MaxValue;
            foreach (var run in page.Runs ?? [])
            {
                if (run is { JobId: { } jobId } && RunSummary.Of(run) is { } summary)
                {
                    NoteOwned(book, jobId, summary);
                    oldest = Math.Min(oldest, summary.LastMoved);
                }
            }

            token = page.NextPageToken;
            if (string.IsNullOrEmpty(token) || since is null || oldest < since)
            {
                return;
            }
        }
    }

    private void NoteOwned(Book book, long jobId, RunSummary summary)
    {
        if (book.Latest.ContainsKey(jobId) || IsOwned(jobId))
        {
            book.Note(jobId, summary);
        }
    }

    private bool IsOwned(long jobId) => owners.Find(jobId.ToString(CultureInfo.InvariantCulture)).Count > 0;

    private Book BookOf(WorkspaceClient client) => books.Of(client);

    private sealed class Book
    {
        private HashSet<long> unowned = [];

        /// <summary>By job; null for a job that has none.</summary>
        public ConcurrentDictionary<long, RunSummary?> Latest { get; } = new();

        public DateTimeOffset? ReadAt { get; set; }

        /// <summary>Those without an owner at the last list as well: the id of a new job is recorded a moment after it was created.</summary>
        public void ForgetUnowned(Func<long, bool> isOwned)
        {
            var before = unowned;
            unowned = [.. Latest.Keys.Where(id => !isOwned(id))];
            foreach (var id in unowned.Where(before.Contains))
            {
                Latest.TryRemove(id, out _);
            }
        }

        public void Note(long jobId, RunSummary? run) =>
            Latest.AddOrUpdate(jobId, run, (_, known) => run is not null && run.Replaces(known) ? run : known);
    }
}
