using Operator.Databricks;
using Operator.Databricks.Runs;
using Operator.Reconciling;
using Operator.Workspaces;

namespace Operator.Kinds.Jobs;

/// <summary>
/// The runs that have not ended. Many jobs that are deleted at the same time share one list of the workspace's active runs: a call for each of them would
/// double what their deletion costs.
/// </summary>
internal sealed class ActiveRunCache(ReconcileIntervals timing, TimeProvider time)
{
    /// <summary>See RunReads: the strictest of the limits.</summary>
    private const int PageSize = 24;

    /// <summary>In a workspace with more active runs than these pages hold, each job is asked for by itself.</summary>
    private const int MaxPages = 4;

    private readonly WorkspaceMemory<Place> places = new(_ => new Place());

    /// <summary>The active runs of one job.</summary>
    /// <param name="job">Whose.</param>
    /// <param name="listedAt">When a list showed that nothing starts the job any more: a list of runs begun since then misses none that was started by its
    /// schedule. Null asks the workspace now.</param>
    /// <param name="client">Of its workspace.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async Task<IReadOnlyList<Run>> FindAsync(long job, DateTimeOffset? listedAt, WorkspaceClient client, CancellationToken cancellationToken) =>
        listedAt is { } since && await SharedAsync(since, client, cancellationToken).ConfigureAwait(false) is { IsWhole: true } shared
            ? [.. shared.ByJob[job]]
            : Active((await ReadAsync(job, null, client, cancellationToken).ConfigureAwait(false)).Runs);

    /// <summary>
    /// The same for a job that was read by itself: one call that asks for its runs alone, unless other jobs are being asked for, which then share a list.
    /// </summary>
    /// <param name="job">Whose.</param>
    /// <param name="readAt">When a get had shown that nothing starts the job any more.</param>
    /// <param name="client">Of its workspace.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async Task<IReadOnlyList<Run>> FindWithOthersAsync(long job, DateTimeOffset readAt, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var place = places.Of(client);
        var isAlone = Interlocked.Increment(ref place.Asking) == 1;
        try
        {
            return await FindAsync(job, isAlone ? null : readAt, client, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref place.Asking);
        }
    }

    /// <summary>Seconds old at most, because people start runs as well.</summary>
    private async Task<ActiveRuns> SharedAsync(DateTimeOffset since, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var place = places.Of(client);
        await place.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var now = time.GetUtcNow();
            if (place.Last is { } last && last.Begun >= since && last.Begun >= now - timing.Transition)
            {
                return last;
            }

            return place.Last = await ListAsync(now, client, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            place.Turn.Release();
        }
    }

    private static async Task<ActiveRuns> ListAsync(DateTimeOffset begun, WorkspaceClient client, CancellationToken cancellationToken)
    {
        List<Run> runs = [];
        string? token = null;
        for (var number = 0; number < MaxPages; number++)
        {
            var page = await ReadAsync(null, token, client, cancellationToken).ConfigureAwait(false);
            runs.AddRange(Active(page.Runs));
            token = page.NextPageToken;
            if (string.IsNullOrEmpty(token))
            {
                break;
            }
        }

        return new ActiveRuns(begun, string.IsNullOrEmpty(token), runs.Where(run => run.JobId is not null).ToLookup(run => run.JobId!.Value));
    }

    private static Task<RunPage> ReadAsync(long? job, string? token, WorkspaceClient client, CancellationToken cancellationToken) =>
        client.Runs.ListAsync(job, "true", null, null, null, null, null, PageSize, null, token, cancellationToken);

    private static IReadOnlyList<Run> Active(IEnumerable<Run?>? runs) => [.. (runs ?? []).OfType<Run>().Where(run => !run.Progress.HasEnded)];

    private sealed class Place
    {
        /// <summary>Callers under way whose job was read by itself.</summary>
        public int Asking;

        public SemaphoreSlim Turn { get; } = new(1);

        public ActiveRuns? Last { get; set; }
    }

    private sealed record ActiveRuns(DateTimeOffset Begun, bool IsWhole, ILookup<long, Run> ByJob);
}
