using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Jobs;

/// <summary>
/// A list given in pages, highest key first: by offset, which skips and repeats rows that move meanwhile, or by a token that names the last
/// row given out.
/// </summary>
internal sealed class ListPages<T>(string name, Func<T, (long Major, long Minor)> keyOf, Func<T, JsonObject> rowOf)
    where T : class
{
    public JsonObject Answer(ApiRequest request, IEnumerable<T> rows, int limit)
    {
        var sorted = rows.OrderByDescending(keyOf);
        var after = request.QueryText("page_token") is { } token ? ReadToken(token) : ((long Major, long Minor)?)null;
        var offset = request.QueryInteger("offset") ?? 0;
        Rules.Require(offset >= 0, "offset must not be negative.");
        Rules.Require(after is null || offset == 0, "offset and page_token cannot be used together.");
        List<T> rest = after is { } last ? [.. sorted.Where(row => keyOf(row).CompareTo(last) < 0)] : [.. sorted.Skip(offset)];

        var answer = new JsonObject();
        var page = rest.Take(limit).ToList();
        if (page.Count > 0)
        {
            answer[name] = new JsonArray([.. page.Select(rowOf)]);
        }

        answer["has_more"] = rest.Count > limit;
        if (rest.Count > limit)
        {
            answer["next_page_token"] = WriteToken(keyOf(page[^1]));
        }

        return answer;
    }

    /// <summary>The limit of a request: 0, where it is allowed, means the most the service gives.</summary>
    public static int Limit(ApiRequest request, int otherwise, int minimum, int maximum)
    {
        var limit = request.QueryInteger("limit") ?? otherwise;
        Rules.Require(limit >= minimum && limit <= maximum, $"Invalid limit {limit}: it must be between {minimum} and {maximum}.");
        return limit == 0 ? maximum : limit;
    }

    private static string WriteToken((long Major, long Minor) key) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{key.Major} {key.Minor}")));

    private static (long Major, long Minor) ReadToken(string token)
    {
        var buffer = new byte[token.Length];
        var parts = Convert.TryFromBase64String(token, buffer, out var length) ? Encoding.UTF8.GetString(buffer, 0, length).Split(' ') : [];
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? (major, minor)
            : throw ApiException.InvalidParameter("Invalid page token.");
    }
}
