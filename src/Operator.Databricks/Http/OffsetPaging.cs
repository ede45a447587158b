using System.Globalization;
using System.Runtime.CompilerServices;
using Operator.Databricks.Errors;

namespace Operator.Databricks.Http;

/// <summary>One page of a list whose server, depending on its version, goes on by token or by offset (behavior §1.2).</summary>
internal interface IOffsetPage<TItem> : IPage<TItem>
{
    bool? HasMore { get; }
}

/// <summary>Where a page begins; both null for the first.</summary>
internal readonly record struct PagePlace(string? Token, int? Offset);

/// <summary>
/// Reads lists whole that go on by offset. Between two pages rows come and go, which shifts all that follow: each page therefore begins with the last row of
/// the one before, and when that row is missing there, the list is read anew. Without this a row that slips past would look deleted.
/// </summary>
internal static class OffsetPaging
{
    private const int MaxReadings = 5;

    /// <exception cref="DatabricksException">A page failed, the pages go round in circles, or the list never stands still.</exception>
    public static async Task<IReadOnlyList<TItem>> ReadAllAsync<TPage, TItem>(
        string operation, Func<PagePlace, Task<TPage>> read, Func<TItem, long?> id, CancellationToken cancellationToken)
        where TPage : IOffsetPage<TItem>
    {
        for (var reading = 0; reading < MaxReadings; reading++)
        {
            var items = new List<TItem>();
            if (await TryReadAsync(operation, read, id, items, cancellationToken).ConfigureAwait(false))
            {
                return items;
            }
        }

        throw Unsettled(operation, "the list keeps changing while it is read");
    }

    /// <summary>
    /// A page at a time, for lists too large to hold. A list that goes on by offset comes as one page: whether its pages fit together shows only at its end.
    /// </summary>
    /// <exception cref="DatabricksException">As of <see cref="ReadAllAsync"/>.</exception>
    public static async IAsyncEnumerable<IReadOnlyList<TItem>> PagesAsync<TPage, TItem>(
        string operation, Func<PagePlace, Task<TPage>> read, Func<TItem, long?> id, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TPage : IOffsetPage<TItem>
    {
        var first = await read(default).ConfigureAwait(false);
        if (string.IsNullOrEmpty(first.NextPageToken) && first.HasMore is true)
        {
            yield return await ReadAllAsync(operation, read, id, cancellationToken).ConfigureAwait(false);
            yield break;
        }

        var pages = Paging.PagesAsync<TPage, TItem>(
            operation, token => token is null ? Task.FromResult(first) : read(new PagePlace(token, null)), cancellationToken);
        await foreach (var page in pages.ConfigureAwait(false))
        {
            yield return page;
        }
    }

    private static async Task<bool> TryReadAsync<TPage, TItem>(
        string operation, Func<PagePlace, Task<TPage>> read, Func<TItem, long?> id, List<TItem> items, CancellationToken cancellationToken)
        where TPage : IOffsetPage<TItem>
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var place = default(PagePlace);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await read(place).ConfigureAwait(false);
            if (!TryAppend(page, place, id, items))
            {
                return false;
            }

            if (Next(page, items.Count) is not { } next)
            {
                return true;
            }

            if (!seen.Add(Name(next)) || seen.Count >= Paging.MaxPages)
            {
                throw Paging.Endless(operation, seen.Count);
            }

            place = next;
        }
    }

    /// <summary>False when the row that both pages should hold is not there.</summary>
    private static bool TryAppend<TItem>(IOffsetPage<TItem> page, PagePlace place, Func<TItem, long?> id, List<TItem> items)
    {
        var rows = (page.Items ?? []).Where(item => item is not null).ToList();
        if (place.Offset is null || items.Count == 0)
        {
            items.AddRange(rows);
            return true;
        }

        var last = id(items[^1]);
        // Not always the first: new rows in front of it push it back.
        var overlap = rows.FindIndex(row => id(row) == last);
        items.AddRange(rows.Skip(overlap + 1));
        return overlap >= 0;
    }

    private static PagePlace? Next<TItem>(IOffsetPage<TItem> page, int count) =>
        !string.IsNullOrEmpty(page.NextPageToken) ? new PagePlace(page.NextPageToken, null)
        : page.HasMore is true ? new PagePlace(null, Math.Max(0, count - 1))
        : null;

    private static string Name(PagePlace place) => place.Token ?? place.Offset!.Value.ToString(CultureInfo.InvariantCulture);

    private static DatabricksException Unsettled(string operation, string message) =>
        new(new DatabricksError(operation, DatabricksErrorKind.Transient, message));
}
