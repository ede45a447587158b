using System.Globalization;
using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Jobs;

/// <summary>The pages of an object whose lists are long: 100 elements of each; lists that have ended are empty on later pages (behavior §1.2).</summary>
internal static class ArrayPages
{
    private const int Size = 100;

    /// <summary>Cuts the named lists of <paramref name="holder"/> to one page; the offset of the next, or null on the last.</summary>
    public static int? Cut(JsonObject holder, IEnumerable<string> names, int offset)
    {
        var more = false;
        foreach (var name in names)
        {
            if (holder.Array(name) is { } list)
            {
                more |= list.Count > offset + Size;
                holder[name] = new JsonArray([.. list.Skip(offset).Take(Size).Select(entry => entry?.DeepClone())]);
            }
        }

        return more ? offset + Size : null;
    }

    public static int ReadToken(string? token)
    {
        if (token is null)
        {
            return 0;
        }

        return int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : throw ApiException.InvalidParameter("Invalid page token.");
    }

    public static void Mark(JsonObject answer, int? next)
    {
        if (next is { } offset)
        {
            answer["has_more"] = true;
            answer["next_page_token"] = offset.ToString(CultureInfo.InvariantCulture);
        }
    }
}
