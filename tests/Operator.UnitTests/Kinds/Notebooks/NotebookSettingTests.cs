using System.Reflection;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Kinds.Notebooks;

/// <summary>
/// Every field of the spec, found by reflection: set, changed and taken out again, the workspace ends as a fresh notebook of that spec would be, and a second
/// pass changes nothing.
/// </summary>
public sealed class NotebookSettingTests
{
    private static readonly string[] NotSettings = ["WorkspaceRef", "Suspend", "Policies"];

    /// <summary>
    /// For each field two specs that differ in it; a third without it is the fixture's own. A new field has to be added here, or the test below fails.
    /// </summary>
    private static readonly Dictionary<string, Action<DatabricksNotebookSpec>[]> Values = new(StringComparer.Ordinal)
    {
        [nameof(DatabricksNotebookSpec.Content)] = [spec => spec.Content = "print('a')", spec => spec.Content = "print('b')"],
        [nameof(DatabricksNotebookSpec.ContentBase64)] = [spec => (spec.Content, spec.ContentBase64) = (null, "cHJpbnQoMSk="), spec =>
            (spec.Content, spec.ContentBase64) = (null, "cHJpbnQoMik=")],
        [nameof(DatabricksNotebookSpec.ContentFrom)] = [spec => From(spec, "a"), spec => From(spec, "b")],
        [nameof(DatabricksNotebookSpec.ContentEncoding)] = [spec => Compressed(spec, "one"), spec => Compressed(spec, "two")],
        [nameof(DatabricksNotebookSpec.Format)] =
        [
            spec => (spec.Format, spec.Language, spec.Content) = ("JUPYTER", null, NotebookFormatTests.Document("x = 1")),
            spec => (spec.Format, spec.Language, spec.Content) = ("R_MARKDOWN", null, "# Title"),
        ],
        [nameof(DatabricksNotebookSpec.Language)] = [spec => (spec.Language, spec.Content) = ("SQL", "select 1"), spec =>
            (spec.Language, spec.Content) = ("SCALA", "1")],
        [nameof(DatabricksNotebookSpec.ExtraSettings)] = [spec => spec.ExtraSettings = new JsonObject { ["x"] = 1 }, spec =>
            spec.ExtraSettings = new JsonObject { ["x"] = new JsonArray(2) }],
        [nameof(DatabricksNotebookSpec.AccessControlList)] = [spec => spec.AccessControlList = [Grant("CAN_RUN")], spec => spec.AccessControlList = [Grant(
            "CAN_EDIT")]],
        // Immutable: what becomes of a change is tested with the passes.
        [nameof(DatabricksNotebookSpec.Path)] = [],
    };

    public static TheoryData<string> Fields => [.. Properties.Select(property => property.Name).Where(name => Values[name].Length > 0)];

    private static IEnumerable<PropertyInfo> Properties =>
        typeof(DatabricksNotebookSpec).GetProperties().Where(property => !NotSettings.Contains(property.Name));

    [Fact]
    public void Fields_OfTheSpec_AreAllCoveredHere() => Assert.Equal(Properties.Select(property => property.Name).Order(), Values.Keys.Order());

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task Field_SetChangedAndTakenOut_EndsAsAFreshNotebookAndThenNothingIsSent(string field)
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        passes.PutConfigMap("a", "k", "print('from a')"u8.ToArray());
        passes.PutConfigMap("b", "k", "print('from b')"u8.ToArray());
        foreach (var change in Values[field].Append(_ => { }))
        {
            passes.Apply(notebook =>
            {
                notebook.Spec = NotebookHarness.Of(fresh => change(fresh.Spec)).Spec;
                notebook.Metadata.Generation++;
            });

            await passes.SettleAsync();

            Assert.Equal(await FreshAsync(change), (passes.Objects.Source(NotebookHarness.Path), passes.Status.Language));
            var before = passes.Mark;
            passes.Time.Advance(NotebookHarness.Timing.Recheck);
            await passes.PassAsync();
            Assert.Empty(passes.Mutations(before));
            Assert.Equal(("True", Reasons.InSync), passes.Condition(ConditionTypes.Synced));
        }
    }

    private static async Task<(string Source, string? Language)> FreshAsync(Action<DatabricksNotebookSpec> change)
    {
        await using var fresh = await NotebookHarness.StartAsync();
        fresh.PutConfigMap("a", "k", "print('from a')"u8.ToArray());
        fresh.PutConfigMap("b", "k", "print('from b')"u8.ToArray());
        fresh.Apply(notebook => change(notebook.Spec));
        await fresh.SettleAsync();
        return (fresh.Objects.Source(NotebookHarness.Path), fresh.Status.Language);
    }

    private static void From(DatabricksNotebookSpec spec, string name) =>
        (spec.Content, spec.ContentFrom) = (null, new NotebookContentSource { ConfigMapKeyRef = new ConfigMapKeyReference { Name = name, Key = "k" } });

    private static void Compressed(DatabricksNotebookSpec spec, string text)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(buffer, System.IO.Compression.CompressionLevel.Fastest))
        {
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        (spec.Content, spec.ContentBase64, spec.ContentEncoding) = (null, Convert.ToBase64String(buffer.ToArray()), "gzip");
    }

    private static AccessControlEntry Grant(string level) => new() { GroupName = "analysts", PermissionLevel = level };
}
