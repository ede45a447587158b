using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Jobs;

internal sealed class JobOperations(JobStore store) : IOperationFamily
{
    private const int LargestRequest = 10 * 1024 * 1024;
    private readonly JobListing listing = new(store);

    public IEnumerable<ApiOperation> Operations =>
    [
        ApiOperation.Write("jobs/create", JobsApiVersion.All, Sized(Create)),
        ApiOperation.Read("jobs/get", JobsApiVersion.All, Get),
        ApiOperation.Read("jobs/list", JobsApiVersion.All, request => ApiResponse.Json(listing.Answer(request))),
        ApiOperation.Write("jobs/reset", JobsApiVersion.All, Sized(Reset)),
        ApiOperation.Write("jobs/update", JobsApiVersion.All, Sized(Update)),
        ApiOperation.Write("jobs/delete", JobsApiVersion.All, Delete),
    ];

    /// <summary>A request to the jobs API may have 10 MB (behavior §5.1).</summary>
    public static Func<ApiRequest, ApiResponse> Sized(Func<ApiRequest, ApiResponse> handle) => request =>
        Rules.SizeOf(request.Body) > LargestRequest
            ? throw new ApiException(413, "MAX_REQUEST_SIZE_EXCEEDED", $"The request is larger than {LargestRequest} bytes.")
            : handle(request);

    private ApiResponse Create(ApiRequest request)
    {
        var job = store.Create(request.Body, request.UserName, request.Version);
        return ApiResponse.Json(new JsonObject { ["job_id"] = job.Id });
    }

    private ApiResponse Get(ApiRequest request)
    {
        var id = request.QueryId("job_id");
        store.Access.RequireView(id, request.UserName);
        var job = store.Get(id, request.Version);
        return job.Hidden.MissGet()
            ? throw store.Missing(id, request.Version)
            : ApiResponse.Json(JobView.Details(job, request.Version, request.QueryText("page_token")));
    }

    private ApiResponse Reset(ApiRequest request)
    {
        var id = request.Body.RequiredId("job_id");
        var settings = request.Body.Object("new_settings") ?? throw ApiException.InvalidParameter("Missing required field: new_settings");
        store.Access.RequireManage(id, request.UserName);
        if (store.Options.ResetOfMissingIsForbidden && store.Find(id) is null)
        {
            throw JobAccess.Denied($"User {request.UserName} does not have Admin or Owner permissions on job {id}");
        }

        store.Reset(store.Get(id, request.Version), settings, request.Version);
        return ApiResponse.Json([]);
    }

    private ApiResponse Update(ApiRequest request)
    {
        var job = Managed(request);
        var removals = request.Body.Array("fields_to_remove")?.Select(path => $"{path}") ?? [];
        store.Update(job, request.Body.Object("new_settings") ?? [], removals);
        return ApiResponse.Json([]);
    }

    private ApiResponse Delete(ApiRequest request)
    {
        store.Remove(Managed(request));
        return ApiResponse.Json([]);
    }

    private StoredJob Managed(ApiRequest request)
    {
        var id = request.Body.RequiredId("job_id");
        store.Access.RequireManage(id, request.UserName);
        return store.Get(id, request.Version);
    }
}
