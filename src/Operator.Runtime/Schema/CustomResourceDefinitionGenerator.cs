using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using k8s.Models;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Runtime.Schema;

/// <summary>
/// Writes the CustomResourceDefinition of a kind. The result is what the API server returns after storing it, its
/// defaults included, so that a GitOps tool comparing the two sees no difference.
/// </summary>
/// <param name="options">What reads and writes the entities; the schema describes exactly that.</param>
/// <param name="documentationFolder">Where the XML documentation files of the entities' assemblies are.</param>
public sealed class CustomResourceDefinitionGenerator(JsonSerializerOptions options, string documentationFolder)
{
    private static readonly string[] BuiltIn = ["apiVersion", "kind", "metadata"];

    private readonly XmlDocumentation _documentation = new(documentationFolder);

    /// <param name="versions">The types of one kind, one for each version; they are listed in this order.</param>
    /// <exception cref="ArgumentException">They are no versions of one kind.</exception>
    public JsonObject Generate(params Type[] versions)
    {
        Type stored = EntityVersions.Stored(versions);
        KubernetesEntityAttribute kind = EntityKind.Of(stored);
        return new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject { ["name"] = $"{kind.PluralName}.{kind.Group}" },
            ["spec"] = new JsonObject
            {
                ["conversion"] = new JsonObject { ["strategy"] = "None" },
                ["group"] = kind.Group,
                ["names"] = Names(stored, kind),
                ["scope"] = EntityVersions.Scope(stored).ToString(),
                ["versions"] = new JsonArray([.. versions.Select(Version)]),
            },
        };
    }

    private static JsonObject Names(Type entity, KubernetesEntityAttribute kind)
    {
        JsonObject names = new()
        {
            ["kind"] = kind.Kind,
            ["listKind"] = $"{kind.Kind}List",
            ["plural"] = kind.PluralName,
            ["singular"] = kind.Kind.ToLowerInvariant(),
        };
        if (entity.GetCustomAttribute<KubernetesEntityCategoriesAttribute>() is { } categories)
        {
            names["categories"] = SchemaConstraints.Strings(categories.Categories);
        }

        if (entity.GetCustomAttribute<KubernetesEntityShortNamesAttribute>() is { } shortNames)
        {
            names["shortNames"] = SchemaConstraints.Strings(shortNames.ShortNames);
        }

        return names;
    }

    private JsonObject Version(Type entity)
    {
        EntityVersionAttribute lifecycle = EntityVersions.Of(entity);
        JsonObject version = new()
        {
            ["name"] = EntityKind.Of(entity).ApiVersion,
            ["schema"] = new JsonObject { ["openAPIV3Schema"] = Root(entity) },
            ["served"] = lifecycle.IsServed,
            ["storage"] = lifecycle.IsStored,
            ["subresources"] = new JsonObject { ["status"] = new JsonObject() },
        };
        if (lifecycle.DeprecationWarning is { } warning)
        {
            version["deprecated"] = true;
            version["deprecationWarning"] = warning;
        }

        JsonNode[] columns = [.. entity.GetCustomAttributes<GenericAdditionalPrinterColumnAttribute>().Select(Column)];
        if (columns.Length > 0)
        {
            version["additionalPrinterColumns"] = new JsonArray(columns);
        }

        return version;
    }

    private static JsonObject Column(GenericAdditionalPrinterColumnAttribute column)
    {
        JsonObject json = new() { ["jsonPath"] = column.JsonPath, ["name"] = column.Name, ["type"] = column.Type };
        if (column.Priority != PrinterColumnPriority.StandardView)
        {
            json["priority"] = (int)column.Priority;
        }

        return json;
    }

    // apiVersion, kind and metadata belong to the API server; it allows no more than their types here.
    private JsonObject Root(Type entity)
    {
        SchemaGenerator schemas = new(options, _documentation);
        JsonObject properties = new()
        {
            ["apiVersion"] = new JsonObject { ["description"] = "Version of this representation of the object.", ["type"] = "string" },
            ["kind"] = new JsonObject { ["description"] = "Kind of this object.", ["type"] = "string" },
            ["metadata"] = new JsonObject { ["type"] = "object" },
        };
        foreach (JsonPropertyInfo property in options.GetTypeInfo(entity).Properties.Where(property => !BuiltIn.Contains(property.Name)))
        {
            properties[property.Name] = schemas.Generate(property.PropertyType);
        }

        JsonObject root = new()
        {
            ["description"] = _documentation.Of(entity),
            ["properties"] = properties,
            ["required"] = new JsonArray("spec"),
            ["type"] = "object",
        };
        SchemaConstraints.Apply(root, entity);
        SchemaRules.Apply(root, options.GetTypeInfo(entity));
        return root;
    }
}
