using System.Text.Json.Nodes;
using Databricks.Simulator.Http;
using Databricks.Simulator.Permissions;

namespace Databricks.Simulator.WorkspaceObjects;

/// <summary>workspace/* (behavior §1.3).</summary>
internal sealed class ObjectOperations(ObjectTree tree) : IOperationFamily
{
    private static readonly string[] Levels = ["CAN_READ", "CAN_RUN", "CAN_EDIT", PermissionFamily.ManageLevel];
    private static readonly string[] Versions = ["2.0"];

    private readonly Importer importer = new(tree);
    private readonly Exporter exporter = new(tree);

    public IEnumerable<ApiOperation> Operations =>
    [
        ApiOperation.Read("workspace/list", Versions, List),
        ApiOperation.Read("workspace/get-status", Versions, request => Status(tree.Get(PathOf(request)), PathOf(request))),
        ApiOperation.Read("workspace/export", Versions, Export),
        ApiOperation.Write("workspace/import", Versions, Import),
        ApiOperation.Write("workspace/delete", Versions, Delete),
        ApiOperation.Write("workspace/mkdirs", Versions, MakeFolders),
    ];

    /// <summary>Permissions hang on the object id, not on the path (behavior §1.3).</summary>
    public static PermissionFamily[] PermissionsOf(ObjectTree tree) =>
    [
        new("notebooks", "notebook", Levels, id => tree.FindById("NOTEBOOK", id)?.Creator),
        new("directories", "directory", Levels, id => tree.FindById("DIRECTORY", id)?.Creator),
    ];

    private ApiResponse List(ApiRequest request)
    {
        var path = PathOf(request);
        var node = tree.Get(path);
        var after = request.QueryText("notebooks_modified_after") is { } text
            ? long.TryParse(text, out var number)
                ? number
                : throw ApiException.InvalidParameter($"Invalid value '{text}' for parameter notebooks_modified_after.")
            : long.MinValue;
        var objects = (node.IsFolder ? tree.Children(path) : [node])
            .Where(child => child.Notebook is null || child.ModifiedAt.ToUnixTimeMilliseconds() > after)
            .Select(child => (JsonNode)ObjectView.Status(child, path.IsPrefixed, tree.Options))
            .ToArray();
        // An empty folder is answered with an empty object, as every empty list of the API.
        return ApiResponse.Json(objects.Length > 0 ? new JsonObject { ["objects"] = new JsonArray(objects) } : []);
    }

    private ApiResponse Status(WorkspaceNode node, ObjectPath path) => ApiResponse.Json(ObjectView.Status(node, path.IsPrefixed, tree.Options));

    private ApiResponse Export(ApiRequest request)
    {
        var (content, fileType) = exporter.Export(PathOf(request), request.QueryText("format"));
        return request.QueryText("direct_download") is "true"
            ? new ApiResponse(200, "application/octet-stream", content)
            : ApiResponse.Json(new JsonObject { ["content"] = Convert.ToBase64String(content), ["file_type"] = fileType });
    }

    private ApiResponse Import(ApiRequest request) =>
        ApiResponse.Json(new JsonObject { ["object_id"] = importer.Import(request.Body, request.UserName).Id });

    private ApiResponse Delete(ApiRequest request)
    {
        tree.Delete(ObjectPath.Parse(request.Body.Text("path")), request.Body.Flag("recursive"));
        return ApiResponse.Json([]);
    }

    private ApiResponse MakeFolders(ApiRequest request)
    {
        tree.MakeFolders(ObjectPath.Parse(request.Body.Text("path")), request.UserName);
        return ApiResponse.Json([]);
    }

    private static ObjectPath PathOf(ApiRequest request) => ObjectPath.Parse(request.QueryText("path"));
}
