using System.Text.Json.Nodes;

namespace Operator.IntegrationTests.EveryField;

/// <summary>One object that stands for one field of its kind, and what was seen of it in the workspace.</summary>
/// <param name="Kind">Of the object.</param>
/// <param name="Name">Of the object.</param>
/// <param name="Path">Of the field.</param>
/// <param name="Template">The spec with two values for each field.</param>
/// <param name="IsRequired">The API server takes no object without it.</param>
internal sealed record FieldObject(string Kind, string Name, string Path, JsonObject Template, bool IsRequired)
{
    public Remote? Fresh { get; set; }

    public Remote? First { get; set; }

    public Remote? Second { get; set; }

    public string FreshReason { get; set; } = "";

    public bool HasTwoValues => FieldCatalogue.Leaves(Template).Contains(Path);

    public JsonObject FreshSpec => IsRequired ? FirstSpec : FieldCatalogue.Without(Template, Path);

    public JsonObject FirstSpec => FieldCatalogue.With(Template, null);

    public JsonObject SecondSpec => FieldCatalogue.With(Template, HasTwoValues ? Path : null);

    public string Manifest(JsonObject spec) => new JsonObject
    {
        ["apiVersion"] = "databricks-operator.io/v1alpha1",
        ["kind"] = Kind,
        ["metadata"] = new JsonObject { ["name"] = Name },
        ["spec"] = spec.DeepClone(),
    }.ToJsonString();

    public override string ToString() => $"{Name} ({Path})";
}

/// <summary>An object as the workspace has it.</summary>
/// <param name="Settings">As they were given, in each place the workspace keeps them; for setting them back.</param>
/// <param name="Shown">All that a reader of the API sees of it and that is not its own life, as one text.</param>
internal sealed record Remote(IReadOnlyList<JsonObject> Settings, string Shown);
