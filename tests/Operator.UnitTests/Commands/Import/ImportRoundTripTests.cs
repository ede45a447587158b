using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Operator.Api.V1Alpha1;
using Operator.Commands.Import;
using Operator.UnitTests.Kinds;

namespace Operator.UnitTests.Commands.Import;

/// <summary>A workspace full of random objects is imported, and the manifests are applied: the operator takes all of it over as it is.</summary>
public sealed class ImportRoundTripTests
{
    private const int Objects = 300;

    [Fact]
    public async Task Apply_OfImportedClusters_ChangesNothing()
    {
        await using var harness = await KindHarness<DatabricksCluster>.StartAsync();
        Fill(RandomObjects.Clusters, body => harness.Remote.Clusters.Create(body, "ada@example.com"));

        await AssertTakenOverAsync(harness, new ClusterImport());

        Assert.Empty(harness.Workspace.Changes);
    }

    [Fact]
    public async Task Apply_OfImportedJobs_ChangesNothing()
    {
        await using var harness = await KindHarness<DatabricksJob>.StartAsync();
        Fill(RandomObjects.Jobs, body => harness.Remote.Jobs.Create(body, WorkspaceOptions.DefaultUser));

        await AssertTakenOverAsync(harness, new JobImport());

        Assert.Empty(harness.Workspace.Changes);
    }

    [Fact]
    public async Task Apply_OfImportedWarehouses_ChangesNothing()
    {
        await using var harness = await KindHarness<DatabricksSqlWarehouse>.StartAsync();
        var number = 0;
        Fill(RandomObjects.Warehouses, body =>
        {
            // Unique in a workspace.
            body["name"] = $"{body["name"]} {++number}";
            return harness.Remote.Warehouses.Create(body, "ada@example.com");
        });

        await AssertTakenOverAsync(harness, new WarehouseImport());

        Assert.Empty(harness.Workspace.Changes);
    }

    [Theory]
    [InlineData("PYTHON", "print(1)\n")]
    [InlineData("PYTHON", "# Databricks notebook source\nprint(1)\n\n# COMMAND ----------\n\n# MAGIC %md ü\n")]
    [InlineData("SQL", "-- Databricks notebook source\nselect 1")]
    [InlineData("SCALA", "// Databricks notebook source\nval x = \"a: b\"")]
    [InlineData("PYTHON", "# Databricks notebook source\na = 'x\u0085y'\nb = '\u2028'")]
    [InlineData("R", "")]
    public async Task Apply_OfAnImportedNotebook_ChangesNothing(string language, string source)
    {
        await using var harness = await KindHarness<DatabricksNotebook>.StartAsync();
        harness.Remote.Objects.Create("/Shared/deep/Load Orders", language, source);

        await AssertTakenOverAsync(harness, new NotebookImport());

        Assert.Empty(harness.Workspace.Changes);
    }

    [Fact]
    public async Task Apply_OfImportedNotebooks_ChangesNothing()
    {
        await using var harness = await KindHarness<DatabricksNotebook>.StartAsync();
        foreach (var notebook in RandomNotebook.Sample(Objects))
        {
            notebook.PutInto(harness.Remote.Objects);
        }

        var imported = await AssertTakenOverAsync(harness, new NotebookImport(), new ImportFilter { Folder = "/" });

        Assert.Equal(Objects, imported.Count);
        Assert.Empty(harness.Workspace.Changes);
    }

    private static async Task<IReadOnlyList<ImportedObject>> AssertTakenOverAsync<TEntity>(
        KindHarness<TEntity> harness, IImportedKind kind, ImportFilter? filter = null)
        where TEntity : class, IDatabricksResource, new()
    {
        harness.Forget();
        var imported = await Imports.OfAsync(harness, [kind], filter);
        Assert.Empty(harness.Workspace.Changes);
        Assert.Empty(imported.Failures);
        await Imports.AssertTakenOverAsync(harness, imported.Objects);
        return imported.Objects;
    }

    private static List<TId> Fill<TId>(string[][] groups, Func<JsonObject, TId> create) => [.. RandomObjects.Sample(groups, Objects).Select(create)];
}
