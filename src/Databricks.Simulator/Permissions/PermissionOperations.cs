using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Permissions;

/// <summary>Direct grants of objects: PUT replaces them all, PATCH adds and updates (behavior §4.5).</summary>
internal sealed class PermissionOperations(IReadOnlyList<PermissionFamily> families) : IOperationFamily
{
    public IEnumerable<ApiOperation> Operations => families.SelectMany(Of);

    private static IEnumerable<ApiOperation> Of(PermissionFamily family)
    {
        string[] routes = [.. new[] { family.Plural, family.Root }.Distinct().Select(path => $"/api/2.0/permissions/{path}/{{id}}")];
        yield return new ApiOperation("permissions/get", HttpMethods.Get, routes, false, request => View(family, Id(family, request)));
        yield return new ApiOperation("permissions/set", HttpMethods.Put, routes, true, request => Set(family, request));
        yield return new ApiOperation("permissions/update", HttpMethods.Patch, routes, true, request => Update(family, request));
    }

    private static ApiResponse Set(PermissionFamily family, ApiRequest request)
    {
        var id = Id(family, request);
        family.Replace(id, Grants.Merge([], Read(family, request)));
        return View(family, id);
    }

    private static ApiResponse Update(PermissionFamily family, ApiRequest request)
    {
        var id = Id(family, request);
        family.Replace(id, Grants.Merge(family.GrantsOf(id), Read(family, request)));
        return View(family, id);
    }

    private static string Id(PermissionFamily family, ApiRequest request)
    {
        var id = request.RouteText("id");
        family.Authorize(id, request.UserName);
        return family.OwnerOf(id) is null ? throw ApiException.NotFound($"{family.Singular} {id} does not exist.") : id;
    }

    private static List<StoredGrant> Read(PermissionFamily family, ApiRequest request)
    {
        var read = StoredGrant.ReadAll(request.Body, family.Levels);
        return read.Find(grant => grant.IsAdministrators && grant.Level != PermissionFamily.ManageLevel) is { } lowered
            ? throw ApiException.InvalidParameter($"Cannot change permissions for group 'admins' to {lowered.Level}.")
            : read;
    }

    private static ApiResponse View(PermissionFamily family, string id)
    {
        var entries = new JsonArray([.. family.GrantsOf(id).Select(grant => grant.ToJson())]);
        entries.Add(new JsonObject
        {
            ["group_name"] = StoredGrant.Administrators,
            ["all_permissions"] = new JsonArray(new JsonObject
            {
                ["permission_level"] = PermissionFamily.ManageLevel,
                ["inherited"] = true,
                ["inherited_from_object"] = new JsonArray($"/{family.Root}/"),
            }),
        });
        return ApiResponse.Json(new JsonObject
        {
            ["object_id"] = $"/{family.Root}/{id}",
            ["object_type"] = family.Singular,
            ["access_control_list"] = entries,
        });
    }
}
