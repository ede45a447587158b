using System.Collections;
using System.Reflection;
using System.Text.Json;
using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>Every single setting of a cluster's spec, found by reflection, with a way to give it one of two values.</summary>
internal sealed record Setting(string Path, bool IsText, Action<DatabricksClusterSpec, int> Set)
{
    private static readonly string[] NotSettings =
        [.. typeof(ICommonSpec).GetProperties()
            .Select(property => property.Name), "Libraries", "AccessControlList", "Pinned", "DesiredState", "RestartRequestTime"];

    /// <summary>A text that is sent as a number.</summary>
    private const string Price = nameof(AzureAttributesSpec.SpotBidMaxPrice);

    public static IReadOnlyList<Setting> All { get; } =
        [.. typeof(DatabricksClusterSpec).GetProperties()
            .Where(property => !NotSettings.Contains(property.Name)).SelectMany(property => Of(property, "", spec => spec))];

    public override string ToString() => Path;

    private static IEnumerable<Setting> Of(PropertyInfo property, string prefix, Func<DatabricksClusterSpec, object> owner)
    {
        var path = prefix + JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (Value(property, type, 0) is not null)
        {
            var isText = type == typeof(string) && property.Name != Price;
            return [new Setting(path, isText, (spec, variant) => property.SetValue(owner(spec), Value(property, type, variant)))];
        }

        if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type))
        {
            return Inside(type.GetGenericArguments()[0], $"{path}[].", spec => First(property, owner(spec)));
        }

        return Inside(type, $"{path}.", spec => Block(property, owner(spec)));
    }

    private static IEnumerable<Setting> Inside(Type type, string prefix, Func<DatabricksClusterSpec, object> owner) =>
        type.GetProperties().SelectMany(property => Of(property, prefix, owner));

    private static object Block(PropertyInfo property, object owner)
    {
        if (property.GetValue(owner) is not { } block)
        {
            block = Activator.CreateInstance(property.PropertyType)!;
            property.SetValue(owner, block);
        }

        return block;
    }

    private static object First(PropertyInfo property, object owner)
    {
        if (property.GetValue(owner) is not IList list)
        {
            var element = property.PropertyType.GetGenericArguments()[0];
            list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
            list.Add(Activator.CreateInstance(element));
            property.SetValue(owner, list);
        }

        return list[0]!;
    }

    /// <summary>Two values of each simple type, the second unlike any default; the third of a text is empty.</summary>
    private static object? Value(PropertyInfo property, Type type, int variant) => type switch
    {
        _ when property.Name == Price => variant == 0 ? "1.5" : "2.5",
        _ when type == typeof(string) => variant switch { 0 => "VALUE_A", 1 => "VALUE_B", _ => "" },
        _ when type == typeof(int) => variant == 0 ? 11 : 12,
        _ when type == typeof(bool) => variant == 0,
        _ when type == typeof(IDictionary<string, string>) => new Dictionary<string, string> { ["a.key"] = variant == 0 ? "a" : "b" },
        _ when type == typeof(IList<string>) => new List<string> { variant == 0 ? "a" : "b" },
        _ => null,
    };
}
