using System.Globalization;
using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Clusters;

/// <summary>clusters/events, by offset (2.0, deprecated) and by page token (2.1) (behavior §1.1).</summary>
internal static class EventListing
{
    private const int DefaultLimit = 50;
    private const int MaximumLimit = 500;

    public static JsonObject Answer(Cluster cluster, JsonObject request)
    {
        var byToken = request["page_size"] is not null || request["page_token"] is not null;
        var events = Selected(cluster, request);
        var offset = byToken ? ReadToken(request) : (int)Bounded(request.Number("offset") ?? 0, int.MaxValue);
        var limit = (int)Bounded(request.Number(byToken ? "page_size" : "limit") is { } asked and > 0 ? asked : DefaultLimit, MaximumLimit);

        var answer = new JsonObject();
        var page = new JsonArray([.. events.Skip(offset).Take(limit).Select(entry => entry.ToJson(cluster.Id))]);
        if (page.Count > 0)
        {
            answer["events"] = page;
        }

        var more = events.Count > offset + limit;
        answer["total_count"] = byToken ? 0 : events.Count;
        if (byToken)
        {
            answer["next_page_token"] = more ? (offset + limit).ToString(CultureInfo.InvariantCulture) : "";
        }
        else if (more)
        {
            answer["next_page"] = NextPage(request, offset + limit, limit);
        }

        return answer;
    }

    private static JsonObject NextPage(JsonObject request, int offset, int limit)
    {
        var next = request.Copy();
        next["offset"] = offset;
        next["limit"] = limit;
        return next;
    }

    private static List<StoredClusterEvent> Selected(Cluster cluster, JsonObject request)
    {
        var types = request.Array("event_types")?.Select(type => $"{type}").ToHashSet();
        var from = request.Number("start_time") ?? 0;
        var to = request.Number("end_time") ?? long.MaxValue;
        var selected = cluster.Events.FindAll(entry =>
            (types is null || types.Contains(entry.Type)) && entry.At.ToUnixTimeMilliseconds() is var at && at >= from && at <= to);
        if (request.Text("order") != "ASC")
        {
            selected.Reverse();
        }

        return selected;
    }

    private static long Bounded(long value, int maximum) =>
        value < 0 ? throw ApiException.InvalidParameter("Paging values must not be negative.") : Math.Min(value, maximum);

    private static int ReadToken(JsonObject request)
    {
        var token = request.Text("page_token");
        if (string.IsNullOrEmpty(token))
        {
            return 0;
        }

        return int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : throw ApiException.InvalidParameter("Invalid page token.");
    }
}
