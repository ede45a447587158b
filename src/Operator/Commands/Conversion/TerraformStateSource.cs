using System.Text.Json;
using System.Text.Json.Nodes;
using Operator.Commands.Import;
using Operator.Options;

namespace Operator.Commands.Conversion;

/// <summary>
/// A Terraform state, as the file <c>terraform.tfstate</c> or <c>terraform state pull</c> has it (version 4 of the format). What provider
/// databricks/databricks manages is read; data sources are not, because nothing is managed by them.
/// </summary>
internal sealed class TerraformStateSource : IForeignSource
{
    private const string Provider = "databricks_";
    private const string Permissions = "databricks_permissions";

    public string Word => "terraform-state";

    public ForeignSet Read(string name, string text)
    {
        if (Parse(text) is not { } state || state["version"]?.ToString() != "4" || state["resources"] is not JsonArray resources)
        {
            throw new StartupException($"{name} is not a Terraform state of version 4, as `terraform state pull` prints it");
        }

        var instances = resources.OfType<JsonObject>().Where(IsManaged).SelectMany(TerraformInstance.Of).ToList();
        var missing = new List<ImportNotice>();
        var objects = new List<ForeignObject>();
        foreach (var instance in instances.Where(one => one.Type != Permissions))
        {
            objects.AddRange(TerraformResources.Read(instance, missing));
        }

        return new ForeignSet(WithGrants(objects, instances.Where(one => one.Type == Permissions), missing), missing);
    }

    private static bool IsManaged(JsonObject resource) =>
        resource["mode"]?.ToString() == "managed" && resource["type"]?.ToString().StartsWith(Provider, StringComparison.Ordinal) == true;

    /// <summary>Permissions are resources of their own there, and name their object by its id.</summary>
    private static List<ForeignObject> WithGrants(List<ForeignObject> objects, IEnumerable<TerraformInstance> permissions, List<ImportNotice> missing)
    {
        var given = objects.ToList();
        foreach (var permission in permissions)
        {
            var index = given.FindIndex(one => TerraformResources.IsFor(permission, one));
            if (index < 0)
            {
                missing.Add(new ImportNotice(permission.Address, "not converted: its object is not converted either"));
                continue;
            }

            var grants = ForeignGrants.Of((permission.Attributes["access_control"] as JsonArray ?? []).OfType<JsonObject>(), "permission_level");
            foreach (var (field, value) in grants)
            {
                given[index].Beside[field] = value?.DeepClone();
            }
        }

        return given;
    }

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
