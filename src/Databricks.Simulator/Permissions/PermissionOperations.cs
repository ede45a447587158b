using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Permissions;

/// <summary>Direct grants of objects: PUT replaces them all, PATCH adds and updates (F§4.5).</summary>
internal sealed class PermissionOperations(IReadOnlyList<PermissionFamily> families) : IOperationFamily
{
    private const string ManageLevel = "CAN_MANAGE";
    private readonly Dictionary<(string Family, string Id), List<Grant>> grants = [];

    public IEnumerable<Operation> Operations => families.SelectMany(Of);

    private IEnumerable<Operation> Of(PermissionFamily family)
    {
        string[] routes = [$"/api/2.0/permissions/{family.Plural}/{{id}}"];
        yield return new Operation("permissions/get", HttpMethods.Get, routes, false, request => View(family, Id(family, request)));
        yield return new Operation("permissions/set", HttpMethods.Put, routes, true, request => Set(family, request));
        yield return new Operation("permissions/update", HttpMethods.Patch, routes, true, request => Update(family, request));
    }

    private ApiResponse Set(PermissionFamily family, ApiRequest request)
    {
        var id = Id(family, request);
        grants[(family.Plural, id)] = Merge([], Read(family, request));
        return View(family, id);
    }

    private ApiResponse Update(PermissionFamily family, ApiRequest request)
    {
        var id = Id(family, request);
        grants[(family.Plural, id)] = Merge(GrantsOf(family, id), Read(family, request));
        return View(family, id);
    }

    private static string Id(PermissionFamily family, ApiRequest request)
    {
        var id = request.RouteText("id");
        return family.OwnerOf(id) is null ? throw ApiException.NotFound($"{family.Singular} {id} does not exist.") : id;
    }

    private static List<Grant> Read(PermissionFamily family, ApiRequest request)
    {
        var read = request.Body.Array("access_control_list")?.Select(entry => Grant.Read(entry, family.Levels)).ToList() ?? [];
        return read.Find(grant => grant.IsAdministrators && grant.Level != ManageLevel) is { } lowered
            ? throw ApiException.InvalidParameter($"Cannot change permissions for group 'admins' to {lowered.Level}.")
            : read;
    }

    /// <summary>The last entry for a principal wins. That of the administrators is inherited and stays out of the direct grants.</summary>
    private static List<Grant> Merge(List<Grant> existing, List<Grant> added)
    {
        var merged = existing.ToList();
        foreach (var grant in added.Where(grant => !grant.IsAdministrators))
        {
            merged.RemoveAll(grant.IsSamePrincipal);
            merged.Add(grant);
        }

        return merged;
    }

    private List<Grant> GrantsOf(PermissionFamily family, string id) =>
        grants.TryGetValue((family.Plural, id), out var given) ? given : [new Grant("user_name", family.OwnerOf(id)!, ManageLevel)];

    private ApiResponse View(PermissionFamily family, string id)
    {
        var entries = new JsonArray([.. GrantsOf(family, id).Select(grant => grant.ToJson())]);
        entries.Add(new JsonObject
        {
            ["group_name"] = Grant.Administrators,
            ["all_permissions"] = new JsonArray(new JsonObject
            {
                ["permission_level"] = ManageLevel,
                ["inherited"] = true,
                ["inherited_from_object"] = new JsonArray($"/{family.Plural}/"),
            }),
        });
        return ApiResponse.Json(new JsonObject
        {
            ["object_id"] = $"/{family.Plural}/{id}",
            ["object_type"] = family.Singular,
            ["access_control_list"] = entries,
        });
    }
}
