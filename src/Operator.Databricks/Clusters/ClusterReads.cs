using System.Runtime.CompilerServices;
using Operator.Databricks.Http;

namespace Operator.Databricks.Clusters;

/// <summary>Which clusters a list holds; null does not filter.</summary>
public sealed record ClusterFilter
{
    /// <summary>API and UI leave out job clusters, the bulk of the rows (behavior §8).</summary>
    public IReadOnlyList<string>? Sources { get; init; }

    public IReadOnlyList<string>? States { get; init; }

    public bool? IsPinned { get; init; }

    public string? PolicyId { get; init; }
}

/// <summary>Reads that take more than one call, or need care.</summary>
public static class ClusterReads
{
    private const string ListOperation = "clusters/list";
    private const int PageSize = 100;

    /// <summary>
    /// All pages. Rows are as from get, without <see cref="ClusterDetails.Spec"/>. Absence is no proof of deletion: long terminated clusters
    /// are left out (behavior §2.3). Version 2.0 answers with everything at once: it is filtered here, except by <see cref="ClusterFilter.IsPinned"/>, which no
    /// row tells (behavior §2.3).
    /// </summary>
    /// <exception cref="Errors.DatabricksException">Some page could not be read; there is no partial result.</exception>
    public static async Task<IReadOnlyList<ClusterDetails>> ListAllAsync(this IClustersApi clusters, ClusterFilter filter, CancellationToken cancellationToken)
    {
        var rows = new List<ClusterDetails>();
        await foreach (var page in clusters.PagesAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            rows.AddRange(page);
        }

        return rows;
    }

    /// <summary>As <see cref="ListAllAsync"/>, a page at a time.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<ClusterDetails>> PagesAsync(
        this IClustersApi clusters, ClusterFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isPinned = QueryText.Of(filter.IsPinned);
        var pages = Paging.PagesAsync<ClusterPage, ClusterDetails>(
            ListOperation,
            token => clusters.ListAsync(filter.Sources, filter.States, isPinned, filter.PolicyId, PageSize, token, cancellationToken),
            cancellationToken);
        await foreach (var page in pages.ConfigureAwait(false))
        {
            yield return [.. page.Where(row => Fits(row, filter))];
        }
    }

    /// <summary>A row that does not say stays: better one too many than one taken for gone.</summary>
    private static bool Fits(ClusterDetails row, ClusterFilter filter) =>
        (row.ClusterSource is not { } source || filter.Sources is not { } sources || sources.Contains(source))
        && (row.State is not { } state || filter.States is not { } states || states.Contains(state))
        && (row.PolicyId is not { } policy || filter.PolicyId is not { } wanted || policy == wanted);

    /// <summary>The newest events, newest first.</summary>
    /// <param name="clusters">The API.</param>
    /// <param name="clusterId">Whose.</param>
    /// <param name="count">At most so many, 1–500.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<IReadOnlyList<ClusterEvent>> RecentEventsAsync(
        this IClustersApi clusters, string clusterId, int count, CancellationToken cancellationToken)
    {
        // `limit` is understood by both versions; `page_size` by 2.1 only.
        var request = new ClusterEventsRequest { ClusterId = clusterId, Order = "DESC", Limit = count };
        var page = await clusters.EventsAsync(request, cancellationToken).ConfigureAwait(false);
        return [.. (page.Events ?? []).Take(count)];
    }
}
