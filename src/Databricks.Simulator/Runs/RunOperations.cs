using System.Text.Json.Nodes;
using Databricks.Simulator.Http;
using Databricks.Simulator.Jobs;

namespace Databricks.Simulator.Runs;

internal sealed class RunOperations(RunStore store, RunView view) : IOperationFamily
{
    private readonly RunListing listing = new(store, view);
    private readonly RunOutputView output = new(store, view);

    public IEnumerable<ApiOperation> Operations =>
    [
        ApiOperation.Write("jobs/run-now", JobsApiVersion.All, JobOperations.Sized(RunNow)),
        ApiOperation.Write("jobs/runs/submit", JobsApiVersion.All, JobOperations.Sized(Submit)),
        ApiOperation.Read("jobs/runs/get", JobsApiVersion.All, Get),
        ApiOperation.Read("jobs/runs/list", JobsApiVersion.All, request => ApiResponse.Json(listing.Answer(request))),
        ApiOperation.Read("jobs/runs/get-output", JobsApiVersion.All, GetOutput),
        ApiOperation.Read("jobs/runs/export", JobsApiVersion.All, Export),
        ApiOperation.Write("jobs/runs/cancel", JobsApiVersion.All, Cancel),
        ApiOperation.Write("jobs/runs/cancel-all", JobsApiVersion.All, CancelAll),
        ApiOperation.Write("jobs/runs/delete", JobsApiVersion.All, Delete),
        ApiOperation.Write("jobs/runs/repair", JobsApiVersion.MultiTask, JobOperations.Sized(Repair)),
    ];

    private ApiResponse RunNow(ApiRequest request)
    {
        var id = request.Body.RequiredId("job_id");
        store.Jobs.Access.RequireRun(id, request.UserName);
        var job = store.Jobs.Get(id, request.Version);
        if (job.IsContinuous)
        {
            throw new ApiException(409, "CONFLICT", "A concurrent request to run the continuous job is already in progress. Please wait for it to complete.");
        }

        var run = store.RunNow(job, request.Body, request.UserName);
        return ApiResponse.Json(new JsonObject { ["run_id"] = run.Id, ["number_in_job"] = run.Id });
    }

    private ApiResponse Submit(ApiRequest request) =>
        ApiResponse.Json(new JsonObject { ["run_id"] = store.Submit(request.Body, request.UserName).Id });

    private ApiResponse Get(ApiRequest request)
    {
        var id = request.QueryId("run_id");
        var token = request.QueryText("page_token");
        if (store.FindTask(id) is { } task)
        {
            store.Jobs.Access.RequireView(task.Run.JobId, request.UserName);
            return ApiResponse.Json(view.Details(task, request.Version, token));
        }

        var run = store.Get(id, request.Version);
        store.Jobs.Access.RequireView(run.JobId, request.UserName);
        return run.Hidden.MissGet()
            ? throw store.Missing(id, request.Version)
            : ApiResponse.Json(view.Details(run, request.Version, request.QueryFlag("include_history"), token));
    }

    private ApiResponse GetOutput(ApiRequest request)
    {
        var task = output.Find(request.QueryId("run_id"), request.Version);
        store.Jobs.Access.RequireView(task.Run.JobId, request.UserName);
        return ApiResponse.Json(output.Answer(task, request.Version));
    }

    private ApiResponse Export(ApiRequest request)
    {
        var task = output.Find(request.QueryId("run_id"), request.Version);
        store.Jobs.Access.RequireView(task.Run.JobId, request.UserName);
        return ApiResponse.Json(RunOutputView.Export(task, request.QueryText("views_to_export")));
    }

    /// <summary>Takes the id of a run or of a task; what has ended stays as it is (behavior §1.2).</summary>
    private ApiResponse Cancel(ApiRequest request)
    {
        var id = request.Body.RequiredId("run_id");
        if (store.FindTask(id) is { } task)
        {
            store.Jobs.Access.RequireRun(task.Run.JobId, request.UserName);
            store.Engine.StopTask(task, store.Advance());
        }
        else
        {
            store.Engine.Stop(Runnable(id, request), Termination.Canceled, store.Advance());
        }

        return ApiResponse.Json([]);
    }

    private ApiResponse CancelAll(ApiRequest request)
    {
        var now = store.Advance();
        IEnumerable<StoredRun> chosen;
        if (request.Body["job_id"] is not null)
        {
            var id = request.Body.RequiredId("job_id");
            store.Jobs.Access.RequireRun(id, request.UserName);
            _ = store.Jobs.Get(id, request.Version);
            chosen = store.Engine.Active.Where(run => run.JobId == id);
        }
        else
        {
            Rules.Require(request.Body.Flag("all_queued_runs"), "Missing required field: job_id");
            chosen = store.Engine.Active.Where(run => run.Phase == Phase.Queued);
        }

        // The queued first, or the end of an active one would start them.
        foreach (var run in chosen.OrderByDescending(run => run.Phase == Phase.Queued).ToList())
        {
            store.Engine.Stop(run, Termination.Canceled, now);
        }

        return ApiResponse.Json([]);
    }

    private ApiResponse Delete(ApiRequest request)
    {
        store.Delete(Runnable(request.Body.RequiredId("run_id"), request));
        return ApiResponse.Json([]);
    }

    private ApiResponse Repair(ApiRequest request)
    {
        var run = Runnable(request.Body.RequiredId("run_id"), request);
        return ApiResponse.Json(new JsonObject { ["repair_id"] = store.Repair(run, request.Body) });
    }

    private StoredRun Runnable(long id, ApiRequest request)
    {
        var run = store.Get(id, request.Version);
        store.Jobs.Access.RequireRun(run.JobId, request.UserName);
        return run;
    }
}
