using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Operator.Runtime.Rules;

namespace Operator.Runtime.Schema;

/// <summary>
/// Turns what System.Text.Json reads and writes for a type into the structural schema Kubernetes wants: one type per node,
/// nothing nullable, no references, everything bounded and described.
/// </summary>
internal sealed class SchemaGenerator
{
    private readonly JsonSerializerOptions _options;
    private readonly XmlDocumentation _documentation;
    private readonly JsonSchemaExporterOptions _exporter;

    public SchemaGenerator(JsonSerializerOptions options, XmlDocumentation documentation)
    {
        _options = options;
        _documentation = documentation;
        _exporter = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };
    }

    public JsonObject Generate(Type type)
    {
        JsonObject schema = SchemaReferences.Inline(_options.GetJsonSchemaAsNode(type, _exporter).AsObject());
        StructuralSchema.Verify(schema, type.Name);
        return schema;
    }

    private JsonObject Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        Type type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        JsonObject schema = node as JsonObject ?? [];
        SetType(schema, type);
        if (context.TypeInfo.Kind == JsonTypeInfoKind.Object)
        {
            SetRequired(schema, context.TypeInfo);
            SchemaConstraints.Apply(schema, type);
            SchemaRules.Apply(schema, context.TypeInfo);
            schema["description"] = _documentation.Of(type);
        }

        if (context.PropertyInfo?.AttributeProvider is PropertyInfo property)
        {
            SchemaConstraints.Apply(schema, property);
            SchemaRules.Apply(schema, context.PropertyInfo);
            schema["description"] = _documentation.Of(property);
        }

        return schema;
    }

    private static void SetType(JsonObject schema, Type type)
    {
        if (type.IsEnum)
        {
            schema["type"] = "string";
            schema["enum"] = new JsonArray([.. Enum.GetNames(type).Select(name => JsonValue.Create(name))]);
        }
        else if (schema["type"] is JsonArray types)
        {
            schema["type"] = types.Select(name => name!.GetValue<string>()).Single(name => name != "null");
        }

        if (Format(type) is { } format)
        {
            schema["format"] = format;
        }

        if (Maximum(type) is { } maximum)
        {
            // API servers store a number whatever its format says: one that the type cannot hold could not be read again.
            schema["maximum"] = maximum;
        }
    }

    private static string? Format(Type type) => type switch
    {
        _ when type == typeof(int) => "int32",
        _ when type == typeof(long) => "int64",
        _ when type == typeof(double) => "double",
        _ => null,
    };

    /// <summary>The largest value of an integer without a bound of its own; of a long, the largest that every reader of JSON keeps exactly.</summary>
    private static long? Maximum(Type type) => type switch
    {
        _ when type == typeof(int) => int.MaxValue,
        _ when type == typeof(long) => (1L << 53) - 1,
        _ => null,
    };

    private static void SetRequired(JsonObject schema, JsonTypeInfo type)
    {
        string[] required = [.. type.Properties.Where(TypeFields.IsRequired).Select(property => property.Name).Order(StringComparer.Ordinal)];
        schema.Remove("required");
        if (required.Length > 0)
        {
            schema["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]);
        }
    }
}
