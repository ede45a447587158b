using System.Globalization;
using System.Text.Json.Nodes;
using Databricks.Simulator.Http;
using Databricks.Simulator.Jobs;

namespace Databricks.Simulator.Runs;

/// <summary>runs/list: by the time of their end, or of their start while they have none, latest first (behavior §1.2).</summary>
internal sealed class RunListing(RunStore store, RunView view)
{
    private const int DefaultLimit = 20;
    private const int MaximumLimit = 25;

    public JsonObject Answer(ApiRequest request)
    {
        var expand = request.QueryFlag("expand_tasks");
        var pages = new ListPages<StoredRun>("runs", KeyOf, run => view.Row(run, request.Version, expand));
        return pages.Answer(request, Visible(request).Where(Filter(request)), ListPages<StoredRun>.Limit(request, DefaultLimit, 0, MaximumLimit));
    }

    private static (long Major, long Minor) KeyOf(StoredRun run) => ((run.EndAt ?? run.CreatedAt).ToUnixTimeMilliseconds(), run.Sequence);

    private IEnumerable<StoredRun> Visible(ApiRequest request)
    {
        var isFirstPage = request.QueryText("page_token") is null && request.QueryInteger("offset") is null or 0;
        return store.Listed(isFirstPage).Where(run => store.Jobs.Access.MaySee(run.JobId, request.UserName));
    }

    private static Func<StoredRun, bool> Filter(ApiRequest request)
    {
        var active = request.QueryFlag("active_only");
        var completed = request.QueryFlag("completed_only");
        Rules.Require(!active || !completed, "Only one of active_only and completed_only may be true.");
        var job = request.QueryText("job_id") is null ? (long?)null : request.QueryId("job_id");
        var type = request.QueryText("run_type");
        var from = Milliseconds(request, "start_time_from", long.MinValue);
        var to = Milliseconds(request, "start_time_to", long.MaxValue);
        return run =>
            (!active || run.IsActive)
            && (!completed || !run.IsActive)
            && (job is null || run.JobId == job)
            && (type is null || run.Type == type)
            && run.CreatedAt.ToUnixTimeMilliseconds() is var start && start >= from && start <= to;
    }

    private static long Milliseconds(ApiRequest request, string name, long otherwise)
    {
        if (request.QueryText(name) is not { } text)
        {
            return otherwise;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds)
            ? milliseconds
            : throw ApiException.InvalidParameter($"Invalid value '{text}' for parameter {name}.");
    }
}
