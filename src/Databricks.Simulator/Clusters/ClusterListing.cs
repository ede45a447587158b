using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Clusters;

/// <summary>clusters/list. A page token names the last row given out, so that rows coming and going neither skip nor repeat others.</summary>
internal sealed class ClusterListing(ClusterStore store)
{
    private const string FirstVersion = "2.0";

    public JsonObject Answer(ApiRequest request)
    {
        var paged = request.Version != FirstVersion;
        var after = paged ? ReadToken(request.QueryText("page_token")) : null;
        var rows = Sorted(Visible(isFirstPage: after is null).Where(Filter(request)), request);
        if (after is not null)
        {
            rows = rows.Where(row => IsAfter(row.Key, after, request));
        }

        return paged ? Page([.. rows], PageSize(request)) : Rows(rows);
    }

    private static JsonObject Rows(IEnumerable<SortedRow> rows)
    {
        var answer = new JsonObject();
        var clusters = new JsonArray([.. rows.Select(row => ClusterView.Row(row.Cluster))]);
        if (clusters.Count > 0)
        {
            // An empty list is left out, as everywhere in this API.
            answer["clusters"] = clusters;
        }

        return answer;
    }

    private static JsonObject Page(List<SortedRow> rows, int size)
    {
        var page = rows.Take(size).ToList();
        var answer = Rows(page);
        answer["next_page_token"] = rows.Count > size ? WriteToken(page[^1].Key) : "";
        answer["prev_page_token"] = "";
        return answer;
    }

    private int PageSize(ApiRequest request) => request.QueryInteger("page_size") switch
    {
        null or 0 => store.Options.ListPageSize,
        < 0 => throw ApiException.InvalidParameter("page_size must not be negative."),
        { } size => Math.Min(size, store.Options.ListPageSize),
    };

    private List<Cluster> Visible(bool isFirstPage)
    {
        var shown = store.Listed(isFirstPage).ToList();
        var old = shown.Where(cluster => cluster is { State: ClusterState.Terminated, Pinned: false })
            .OrderByDescending(cluster => cluster.TerminatedAt)
            .Skip(store.Options.ListedTerminatedClusters)
            .ToHashSet();
        return shown.FindAll(cluster => !old.Contains(cluster));
    }

    private static Func<Cluster, bool> Filter(ApiRequest request)
    {
        var sources = request.Query["filter_by.cluster_sources"];
        var states = request.Query["filter_by.cluster_states"];
        var policy = request.QueryText("filter_by.policy_id");
        var pinned = request.QueryText("filter_by.is_pinned") is { } text ? bool.TryParse(text, out var flag) && flag : (bool?)null;
        return cluster =>
            (sources.Count == 0 || sources.Contains(cluster.Source))
            && (states.Count == 0 || states.Contains(cluster.State.ToString().ToUpperInvariant()))
            && (policy is null || cluster.Settings.Text("policy_id") == policy)
            && (pinned is null || cluster.Pinned == pinned);
    }

    private static IEnumerable<SortedRow> Sorted(IEnumerable<Cluster> clusters, ApiRequest request)
    {
        var byName = request.QueryText("sort_by.field") == "CLUSTER_NAME";
        var rows = clusters.Select(cluster => new SortedRow(new SortKey(byName ? cluster.Name : "", cluster.Sequence), cluster));
        return IsDescending(request) ? rows.OrderByDescending(row => row.Key) : rows.OrderBy(row => row.Key);
    }

    private static bool IsAfter(SortKey key, SortKey other, ApiRequest request) =>
        IsDescending(request) ? key.CompareTo(other) < 0 : key.CompareTo(other) > 0;

    private static bool IsDescending(ApiRequest request) => request.QueryText("sort_by.direction") == "DESC";

    private static string WriteToken(SortKey key) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key.Sequence} {key.Name}"));

    private static SortKey? ReadToken(string? token)
    {
        if (token is null)
        {
            return null;
        }

        var buffer = new byte[token.Length];
        var parts = Convert.TryFromBase64String(token, buffer, out var length) ? Encoding.UTF8.GetString(buffer, 0, length).Split(' ', 2) : [];
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? new SortKey(parts[1], sequence)
            : throw ApiException.InvalidParameter("Invalid page token.");
    }

    private sealed record SortedRow(SortKey Key, Cluster Cluster);

    private sealed record SortKey(string Name, long Sequence) : IComparable<SortKey>
    {
        public int CompareTo(SortKey? other) =>
            string.CompareOrdinal(Name, other?.Name) is var order and not 0 ? order : Sequence.CompareTo(other?.Sequence);
    }
}
