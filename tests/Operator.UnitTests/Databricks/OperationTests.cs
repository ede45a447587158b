using System.Reflection;
using Operator.Databricks.Operations;
using Refit;

namespace Operator.UnitTests.Databricks;

/// <summary>What the methods of the client say of themselves decides which calls are sent twice, and which failures pass for a deletion.</summary>
public sealed class OperationTests
{
    /// <summary>Request: name, whether it may be sent again, what "does not exist" in a response speaks of, and what it does.</summary>
    private static readonly string[] Known =
    [
        "POST /clusters/create: clusters/create Never None, changes, answers",
        "GET /clusters/get: clusters/get Always Addressed, reads, answers",
        "GET /clusters/list: clusters/list Always None, reads, answers",
        "POST /clusters/edit: clusters/edit WhenRefused Named, changes, no content",
        "POST /clusters/resize: clusters/resize WhenRefused Addressed, changes, no content",
        "POST /clusters/start: clusters/start WhenRefused Named, changes, no content",
        "POST /clusters/restart: clusters/restart WhenRefused Named, changes, no content",
        "POST /clusters/delete: clusters/delete Always Addressed, changes, no content",
        "POST /clusters/permanent-delete: clusters/permanent-delete Always Addressed, changes, no content",
        "POST /clusters/events: clusters/events Always Addressed, reads, answers",
        "POST /clusters/pin: clusters/pin Always Addressed, changes, no content",
        "POST /clusters/unpin: clusters/unpin Always Addressed, changes, no content",
        "GET /clusters/spark-versions: clusters/spark-versions Always None, reads, answers",
        "GET /clusters/list-node-types: clusters/list-node-types Always None, reads, answers",
        "POST /jobs/create: jobs/create Never None, changes, answers",
        "GET /jobs/list: jobs/list Always None, reads, answers",
        "GET /jobs/get: jobs/get Always Addressed, reads, answers",
        "POST /jobs/update: jobs/update Always Named, changes, no content",
        "POST /jobs/reset: jobs/reset Always Named, changes, no content",
        "POST /jobs/delete: jobs/delete Always Addressed, changes, no content",
        "POST /jobs/run-now: jobs/run-now Always Named, changes, answers",
        "POST /jobs/runs/submit: runs/submit Always None, changes, answers",
        "GET /jobs/runs/list: runs/list Always Named, reads, answers",
        "GET /jobs/runs/get: runs/get Always Addressed, reads, answers",
        "POST /jobs/runs/cancel: runs/cancel Always Addressed, changes, no content",
        "POST /jobs/runs/cancel-all: runs/cancel-all Always Addressed, changes, no content",
        "POST /jobs/runs/delete: runs/delete Always Addressed, changes, no content",
        "POST /jobs/runs/repair: runs/repair WhenRefused Named, changes, answers",
        "GET /jobs/runs/export: runs/export Always Addressed, reads, answers",
        "GET /jobs/runs/get-output: runs/get-output Always Addressed, reads, answers",
        "GET /workspace/get-status: workspace/get-status Always Addressed, reads, answers",
        "GET /workspace/list: workspace/list Always Addressed, reads, answers",
        "GET /workspace/export: workspace/export Always Addressed, reads, answers",
        "POST /workspace/import: workspace/import WhenRefused None, changes, no content",
        "POST /workspace/mkdirs: workspace/mkdirs Always None, changes, no content",
        "POST /workspace/delete: workspace/delete Always Addressed, changes, no content",
        "POST /libraries/install: libraries/install Always Named, changes, no content",
        "POST /libraries/uninstall: libraries/uninstall Always Named, changes, no content",
        "GET /libraries/cluster-status: libraries/cluster-status Always Addressed, reads, answers",
        "GET /libraries/all-cluster-statuses: libraries/all-cluster-statuses Always None, reads, answers",
        "POST /sql/warehouses: warehouses/create Never None, changes, answers",
        "GET /sql/warehouses: warehouses/list Always None, reads, answers",
        "GET /sql/warehouses/{id}: warehouses/get Always Addressed, reads, answers",
        "POST /sql/warehouses/{id}/edit: warehouses/edit WhenRefused Addressed, changes, no content",
        "POST /sql/warehouses/{id}/start: warehouses/start Always Addressed, changes, no content",
        "POST /sql/warehouses/{id}/stop: warehouses/stop Always Addressed, changes, no content",
        "DELETE /sql/warehouses/{id}: warehouses/delete Always Addressed, changes, no content",
        "GET /permissions/{objectType}/{objectId}: permissions/get Always Addressed, reads, answers",
        "PUT /permissions/{objectType}/{objectId}: permissions/put Always Named, changes, answers",
        "PATCH /permissions/{objectType}/{objectId}: permissions/patch Always Named, changes, answers",
        "GET /preview/scim/v2/Me: scim/me Always None, reads, answers",
    ];

    public static TheoryData<Type> Apis => [.. ApiCall.Apis.Select(api => api.PropertyType)];

    /// <summary>Written down here a second time, so that none changes unnoticed.</summary>
    [Fact]
    public void Operations_OfAllApis_AreThoseWrittenDown() => Assert.Equal(
        Known.Order(StringComparer.Ordinal),
        ApiCall.All.Select(call => Words(call.Operation)).Order(StringComparer.Ordinal));

    [Fact]
    public void Names_OfAllOperations_AreUnique() =>
        Assert.Equal(ApiCall.All.Count, ApiCall.All.Select(call => call.Operation.Name).Distinct(StringComparer.Ordinal).Count());

    [Theory]
    [MemberData(nameof(Apis))]
    public void Methods_OfAnApi_SayWhichOperationTheyAreAndCanBeCancelled(Type api) => Assert.All(api.GetMethods(), method =>
    {
        Assert.NotNull(method.GetCustomAttribute<OperationAttribute>());
        Assert.Equal(typeof(CancellationToken), method.GetParameters()[^1].ParameterType);
    });

    /// <summary>A read that may not be sent again would fail at the first hiccup.</summary>
    [Fact]
    public void Reads_ByGet_MayAlwaysBeSentAgain() => Assert.All(
        ApiCall.All.Select(call => call.Operation).Where(operation => operation.Method == HttpMethod.Get),
        operation => Assert.Equal(RetrySafety.Always, operation.RetrySafety));

    [Fact]
    public void Of_AnApiWithAMethodThatSaysNothing_IsRefused()
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => OperationSet.Of(typeof(ISilentApi)));

        Assert.Contains("ISilentApi.GetAsync", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OperationOf_ARequestOfAnotherClient_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://example.com/clusters/get");

        var refusal = Assert.Throws<InvalidOperationException>(() => OperationSet.OperationOf(request));

        Assert.Contains("GET /clusters/get", refusal.Message, StringComparison.Ordinal);
    }

    private static string Words(Operation operation) =>
        $"{operation.Method} {operation.Path}: {operation.Name} {operation.RetrySafety} {operation.NotFoundScope}, "
        + $"{(operation.IsChange ? "changes" : "reads")}, {(operation.Answers ? "answers" : "no content")}";

    internal interface ISilentApi
    {
        [Get("/x")]
        Task GetAsync(CancellationToken cancellationToken);
    }
}
