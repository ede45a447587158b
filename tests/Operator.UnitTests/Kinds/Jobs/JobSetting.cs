using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Entities.Attributes;

namespace Operator.UnitTests.Kinds.Jobs;

/// <summary>Every single setting of a job's spec, found by reflection, with a way to give it one of two values or to take it out again.</summary>
/// <param name="Path">In the words of the REST API.</param>
/// <param name="Property">What holds it.</param>
/// <param name="Owner">The object of the spec it stands in; made when it is not there.</param>
internal sealed record JobSetting(string Path, PropertyInfo Property, Func<DatabricksJobSpec, object> Owner)
{
    /// <summary>Fields of the spec that stand for another field of the API.</summary>
    private static readonly (string Ours, string Theirs)[] References =
        [("existing_cluster_ref.name", "existing_cluster_id"), ("notebook_ref.name", "notebook_path"), ("warehouse_ref.name", "warehouse_id"), (
            "job_ref.name", "job_id")];

    /// <summary>A text that is sent as a number.</summary>
    private const string Price = nameof(AzureAttributesSpec.SpotBidMaxPrice);

    public static IReadOnlyList<JobSetting> All { get; } = [.. typeof(JobSpecBase).GetProperties().SelectMany(property => Of(property, "", spec => spec))];

    public static JobSetting At(string path) => All.Single(setting => setting.Path == path);

    /// <summary>A text of the user's own, and no reference that stands for something else.</summary>
    public bool IsText =>
        Property.PropertyType == typeof(string) && Property.Name is not ("JobId" or Price) && !Path.Contains("_ref.", StringComparison.Ordinal);

    public bool IsRequired => Property.GetCustomAttribute<RequiredAttribute>() is not null;

    /// <summary>It stands for a Secret, of which neither the reference nor the secret is in an answer (behavior §4.1).</summary>
    public bool IsSecret => Path.Contains("secret_ref", StringComparison.Ordinal);

    public string WirePath => References.Aggregate(Path, (path, names) => path.Replace(names.Ours, names.Theirs, StringComparison.Ordinal));

    public void Set(DatabricksJobSpec spec, int variant) => Property.SetValue(Owner(spec), Property.Name switch
    {
        "JobId" => $"1{variant}",
        Price => variant == 0 ? "1.5" : "2.5",
        _ => Value(Property.PropertyType, variant),
    });

    /// <summary>Leaves what it stands in.</summary>
    public void TakeOut(DatabricksJobSpec spec) => Property.SetValue(Owner(spec), null);

    /// <summary>The object it stands in, in wire JSON.</summary>
    public JsonObject Parent(JsonObject wire)
    {
        var names = WirePath.Split('.')[..^1];
        return names.Aggregate(wire, (node, name) => name.EndsWith("[]", StringComparison.Ordinal) ? node[name[..^2]]![0]!.AsObject() : node[name]!.AsObject());
    }

    public string WireName => WirePath.Split('.')[^1];

    public override string ToString() => Path;

    private static IEnumerable<JobSetting> Of(PropertyInfo property, string prefix, Func<DatabricksJobSpec, object> owner)
    {
        var path = prefix + JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
        var type = property.PropertyType;
        if (property.Name == "ExtraSettings")
        {
            return [];
        }

        if (Value(type, 0) is not null)
        {
            return [new JobSetting(path, property, owner)];
        }

        return type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type)
            ? Inside(type.GetGenericArguments()[0], $"{path}[].", spec => First(property, owner(spec)))
            : Inside(type, $"{path}.", spec => Block(property, owner(spec)));
    }

    private static IEnumerable<JobSetting> Inside(Type type, string prefix, Func<DatabricksJobSpec, object> owner) =>
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
    private static object? Value(Type property, int variant) => (Nullable.GetUnderlyingType(property) ?? property) switch
    {
        var type when type == typeof(string) => variant switch { 0 => "VALUE_A", 1 => "VALUE_B", _ => "" },
        var type when type == typeof(int) => variant == 0 ? 11 : 12,
        var type when type == typeof(long) => variant == 0 ? 11L : 12L,
        var type when type == typeof(bool) => variant == 0,
        var type when type == typeof(IDictionary<string, string>) => new Dictionary<string, string> { ["a.key"] = variant == 0 ? "a" : "b" },
        var type when type == typeof(IList<string>) => new List<string> { variant == 0 ? "a" : "b" },
        _ => null,
    };
}
