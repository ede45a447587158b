using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Operator.Api.V1Alpha1;
using Operator.Commands.Conversion;
using Operator.Commands.Import;
using Operator.UnitTests.Commands.Import;
using Operator.UnitTests.Kinds;

namespace Operator.UnitTests.Commands.Conversion;

/// <summary>What another tool made and describes is converted, and the manifests are applied: the operator takes all of it over as it is.</summary>
public sealed class ConvertRoundTripTests
{
    private const int Objects = 300;

    /// <summary>Fields that are in no version of these tools, or that no manifest has.</summary>
    private static readonly string[] Unknown = ["newer_setting", "newer_thing", "newer_field", "remote_disk_throughput"];

    [Theory]
    [InlineData("bundle-summary")]
    [InlineData("terraform-state")]
    public async Task Apply_OfConvertedJobs_ChangesNothing(string source)
    {
        await using var harness = await KindHarness<DatabricksJob>.StartAsync();
        var bodies = RandomObjects.Sample(RandomObjects.Jobs, Objects).Select(body => (JsonObject)Known(body)!).ToList();
        var made = bodies.Select(body => ($"{harness.Remote.Jobs.Create((JsonObject)body.DeepClone(), WorkspaceOptions.DefaultUser)}", body)).ToList();

        await AssertTakenOverAsync(harness, source, ("jobs", "databricks_job"), made);
    }

    [Theory]
    [InlineData("bundle-summary")]
    [InlineData("terraform-state")]
    public async Task Apply_OfConvertedClusters_ChangesNothing(string source)
    {
        await using var harness = await KindHarness<DatabricksCluster>.StartAsync();
        var bodies = RandomObjects.Sample(RandomObjects.Clusters, Objects).Select(body => (JsonObject)Known(body)!).ToList();
        var made = bodies.Select(body => ($"{harness.Remote.Clusters.Create((JsonObject)body.DeepClone(), "ada@example.com")}", body)).ToList();

        await AssertTakenOverAsync(harness, source, ("clusters", "databricks_cluster"), made);
    }

    [Theory]
    [InlineData("bundle-summary")]
    [InlineData("terraform-state")]
    public async Task Apply_OfConvertedWarehouses_ChangesNothing(string source)
    {
        await using var harness = await KindHarness<DatabricksSqlWarehouse>.StartAsync();
        var made = RandomObjects.Sample(RandomObjects.Warehouses, Objects).Select((body, index) =>
        {
            body["name"] = $"{body["name"]} {index}";
            return (harness.Remote.Warehouses.Create((JsonObject)body.DeepClone(), "ada@example.com"), body);
        }).ToList();

        await AssertTakenOverAsync(harness, source, ("sql_warehouses", "databricks_sql_endpoint"), made);
    }

    /// <summary>Bundles upload notebooks as files; none is among their resources.</summary>
    [Fact]
    public async Task Apply_OfConvertedNotebooks_ChangesNothing()
    {
        await using var harness = await KindHarness<DatabricksNotebook>.StartAsync();
        // To the provider, content of no length is none.
        var notebooks = RandomNotebook.Sample(Objects).Select(notebook => notebook.Content.Length > 0 ? notebook : notebook with { Content = "\n" });
        var made = notebooks.Select(notebook =>
        {
            notebook.PutInto(harness.Remote.Objects);
            return (notebook.Path, ForeignFiles.TerraformNotebook(notebook));
        }).ToList();

        await AssertTakenOverAsync(harness, "terraform-state", ("", "databricks_notebook"), made);
    }

    private static async Task AssertTakenOverAsync<TEntity>(
        KindHarness<TEntity> harness, string source, (string Bundle, string Terraform) type, List<(string Id, JsonObject Body)> made)
        where TEntity : class, IDatabricksResource, new()
    {
        harness.Forget();
        var read = source == "terraform-state"
            ? new TerraformStateSource().Read("state", ForeignFiles.TerraformState(type.Terraform, made))
            : new BundleSource(source, "").Read("summary", ForeignFiles.BundleSummary(type.Bundle, made));
        var converted = Converter.Of(read, ImportedKinds.All, new ImportFilter());
        Assert.Empty(converted.Failures);
        Assert.Equal(Objects, converted.Objects.Count);

        await Imports.AssertTakenOverAsync(harness, converted.Objects);

        Assert.Empty(harness.Workspace.Changes);
    }

    private static JsonNode? Known(JsonNode? node) => node switch
    {
        JsonObject fields => new JsonObject(
            fields.Where(field => !Unknown.Contains(field.Key)).Select(field => KeyValuePair.Create(field.Key, Known(field.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Known)]),
        _ => node?.DeepClone(),
    };
}
