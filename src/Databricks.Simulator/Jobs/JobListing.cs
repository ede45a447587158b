using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Jobs;

/// <summary>jobs/list, latest first (behavior §1.2, behavior §8).</summary>
internal sealed class JobListing(JobStore store)
{
    private const int DefaultLimit = 20;
    private const int OldMaximum = 25;
    private const int PagedMaximum = 100;

    public JsonObject Answer(ApiRequest request)
    {
        var expand = request.QueryFlag("expand_tasks");
        var pages = new ListPages<StoredJob>("jobs", job => (job.Sequence, 0), job => JobView.Row(job, request.Version, expand));
        if (request.Version == JobsApiVersion.First)
        {
            // Version 2.0 knows no pages.
            var everything = pages.Answer(request, Visible(request), int.MaxValue);
            everything.Remove("has_more");
            return everything;
        }

        var limit = ListPages<StoredJob>.Limit(request, DefaultLimit, 1, request.Version == JobsApiVersion.Paged ? PagedMaximum : OldMaximum);
        return pages.Answer(request, Visible(request), limit);
    }

    private IEnumerable<StoredJob> Visible(ApiRequest request)
    {
        var name = request.QueryText("name");
        var isFirstPage = request.QueryText("page_token") is null && request.QueryInteger("offset") is null or 0;
        return store.Listed(isFirstPage)
            .Where(job => name?.Equals(job.Name, StringComparison.OrdinalIgnoreCase) != false && store.Access.MaySee(job.Id, request.UserName));
    }
}
