using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Jobs;

/// <summary>A job as a get and as a list shows it.</summary>
internal static class JobView
{
    public static JsonObject Details(StoredJob job, string version, string? pageToken)
    {
        var offset = ArrayPages.ReadToken(pageToken);
        var view = Common(job);
        view["run_as_user_name"] = job.RunAs;
        if (version == JobsApiVersion.Paged)
        {
            ArrayPages.Mark(view, ArrayPages.Cut(view.Object("settings")!, JobFields.Keys.Keys, offset));
        }

        return view;
    }

    /// <summary>
    /// Without tasks and job clusters, or on version 2.2 with the first 100 of each and <c>has_more</c>; never with the identity of the runs
    /// (behavior §8).
    /// </summary>
    public static JsonObject Row(StoredJob job, string version, bool expandTasks)
    {
        var view = Common(job);
        var settings = view.Object("settings")!;
        if (!expandTasks)
        {
            settings.Remove("tasks");
            settings.Remove("job_clusters");
        }

        if (version == JobsApiVersion.Paged && ArrayPages.Cut(settings, JobFields.Keys.Keys, 0) is not null && expandTasks)
        {
            view["has_more"] = true;
        }

        return view;
    }

    private static JsonObject Common(StoredJob job)
    {
        var view = new JsonObject
        {
            ["job_id"] = job.Id,
            ["creator_user_name"] = job.Creator,
            ["settings"] = job.Settings.DeepClone(),
            ["created_time"] = job.CreatedAt.ToUnixTimeMilliseconds(),
        };
        foreach (var name in (ReadOnlySpan<string>)["budget_policy_id", "usage_policy_id"])
        {
            if (job.Settings[name] is { } policy)
            {
                view[$"effective_{name}"] = policy.DeepClone();
            }
        }

        return view;
    }
}
