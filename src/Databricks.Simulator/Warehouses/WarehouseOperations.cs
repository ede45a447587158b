using System.Globalization;
using System.Text.Json.Nodes;
using Databricks.Simulator.Http;
using Databricks.Simulator.Permissions;

namespace Databricks.Simulator.Warehouses;

/// <summary>sql/warehouses (behavior §1.5).</summary>
internal sealed class WarehouseOperations(WarehouseStore store) : IOperationFamily
{
    private const string All = "/api/2.0/sql/warehouses";
    private const string One = $"{All}/{{id}}";

    public IEnumerable<ApiOperation> Operations =>
    [
        new("warehouses/create", HttpMethods.Post, [All], true, Create),
        new("warehouses/list", HttpMethods.Get, [All], false, List),
        new("warehouses/get", HttpMethods.Get, [One], false, Get),
        new("warehouses/edit", HttpMethods.Post, [$"{One}/edit"], true, Edit),
        new("warehouses/start", HttpMethods.Post, [$"{One}/start"], true, Change(warehouse => store.Lifecycle.Start(warehouse, store.Now))),
        new("warehouses/stop", HttpMethods.Post, [$"{One}/stop"], true, Change(warehouse => store.Lifecycle.Stop(warehouse, store.Now))),
        new("warehouses/delete", HttpMethods.Delete, [One], true, Change(warehouse => store.Lifecycle.Delete(warehouse, store.Now))),
    ];

    public static PermissionFamily PermissionsOf(WarehouseStore store) => new(
        "warehouses",
        "warehouses",
        ["CAN_VIEW", "CAN_USE", "CAN_MONITOR", PermissionFamily.ManageLevel, PermissionFamily.OwnerLevel],
        id => store.Find(id)?.Creator)
    {
        Root = "sql/warehouses",
        KeepsOwner = true,
        Grants = store.Grants,
    };

    private ApiResponse Create(ApiRequest request) =>
        ApiResponse.Json(new JsonObject { ["id"] = store.Create(request.Body, request.UserName).Id });

    private ApiResponse Get(ApiRequest request)
    {
        var warehouse = store.Get(request.RouteText("id"));
        return warehouse.Hidden.MissGet() ? throw WarehouseStore.Missing(warehouse.Id) : ApiResponse.Json(WarehouseView.Details(warehouse));
    }

    private ApiResponse Edit(ApiRequest request)
    {
        store.Edit(store.Get(request.RouteText("id")), request.Body);
        return ApiResponse.Json([]);
    }

    private Func<ApiRequest, ApiResponse> Change(Action<Warehouse> change) => request =>
    {
        change(store.Get(request.RouteText("id")));
        return ApiResponse.Json([]);
    };

    private ApiResponse List(ApiRequest request)
    {
        var token = request.QueryText("page_token");
        var after = token is null ? 0 : long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? sequence
            : throw ApiException.InvalidParameter("Invalid page token.");
        var rest = store.Listed(isFirstPage: token is null).Where(warehouse => warehouse.Sequence > after).ToList();
        var page = rest.Take(PageSize(request)).ToList();
        Func<Warehouse, JsonObject> row = store.Options.ListsNamesOnly ? WarehouseView.Name : WarehouseView.Details;
        var answer = new JsonObject();
        if (page.Count > 0)
        {
            answer["warehouses"] = new JsonArray([.. page.Select(row)]);
        }

        if (page.Count < rest.Count)
        {
            answer["next_page_token"] = page[^1].Sequence.ToString(CultureInfo.InvariantCulture);
        }

        return ApiResponse.Json(answer);
    }

    private int PageSize(ApiRequest request) => request.QueryInteger("page_size") switch
    {
        null or 0 => store.Options.ListPageSize,
        < 0 => throw ApiException.InvalidParameter("page_size must not be negative."),
        { } size => Math.Min(size, store.Options.ListPageSize),
    };
}
