using System.Runtime.CompilerServices;
using Operator.Databricks.Errors;

namespace Operator.Databricks.Http;

/// <summary>One page of a list.</summary>
internal interface IPage<TItem>
{
    IReadOnlyList<TItem>? Items { get; }

    /// <summary>Null or empty on the last page; a page without items may still have one (behavior §8).</summary>
    string? NextPageToken { get; }
}

/// <summary>Reads lists whole: a part of a list taken for all of it looks like deletions.</summary>
internal static class Paging
{
    /// <summary>100,000 rows of 100; a list that goes on longer does not end.</summary>
    public const int MaxPages = 1_000;

    /// <exception cref="DatabricksException">A page failed, or the pages go round in circles.</exception>
    public static async Task<IReadOnlyList<TItem>> ReadAllAsync<TPage, TItem>(
        string operation, Func<string?, Task<TPage>> read, CancellationToken cancellationToken)
        where TPage : IPage<TItem>
    {
        var items = new List<TItem>();
        await foreach (var page in PagesAsync<TPage, TItem>(operation, read, cancellationToken).ConfigureAwait(false))
        {
            items.AddRange(page);
        }

        return items;
    }

    /// <summary>One page after the other, for lists too large to hold.</summary>
    /// <exception cref="DatabricksException">A page failed, or the pages go round in circles.</exception>
    public static async IAsyncEnumerable<IReadOnlyList<TItem>> PagesAsync<TPage, TItem>(
        string operation, Func<string?, Task<TPage>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TPage : IPage<TItem>
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? token = null;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await read(token).ConfigureAwait(false);
            // A null row is legal JSON and a null reference in every caller.
            yield return [.. (page.Items ?? []).Where(item => item is not null)];
            token = page.NextPageToken;
            if (string.IsNullOrEmpty(token))
            {
                yield break;
            }

            if (!seen.Add(token) || seen.Count >= MaxPages)
            {
                throw Endless(operation, seen.Count);
            }
        }
    }

    /// <summary>One list of several pages; null when no page has it.</summary>
    public static IReadOnlyList<TItem>? Join<TPage, TItem>(IReadOnlyList<TPage> pages, Func<TPage, IReadOnlyList<TItem>?> select) =>
        pages.All(page => select(page) is null) ? null : [.. pages.SelectMany(page => select(page) ?? []).Where(item => item is not null)];

    public static DatabricksException Endless(string operation, int pages) => new(new DatabricksError(
        operation, DatabricksErrorKind.Transient, $"the list does not end: a page token came twice or there are more than {MaxPages} pages (read {pages})"));
}
