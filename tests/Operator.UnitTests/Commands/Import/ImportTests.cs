using System.Text.Json;
using System.Text.Json.Nodes;
using Databricks.Simulator.Faults;
using Databricks.Simulator.Hosting;
using Operator.Api.V1Alpha1;
using Operator.Commands.Import;
using Operator.Databricks.Jobs;
using Operator.UnitTests.Kinds;

namespace Operator.UnitTests.Commands.Import;

public sealed class ImportTests
{
    private const string MainTask = """{"task_key":"main","notebook_task":{"notebook_path":"/main"}}""";

    [Fact]
    public void SpecOf_ADefaultJob_SaysNothingButItsTask() => AssertSame(
        """{"tasks":[{"taskKey":"main","notebookTask":{"notebookPath":"/main"}}]}""",
        SpecOf("""
            {"name":"etl","max_concurrent_runs":1,"timeout_seconds":0,"edit_mode":"EDITABLE","format":"MULTI_TASK","queue":{"enabled":true},
             "email_notifications":{"no_alert_for_skipped_runs":false},"webhook_notifications":{},"run_as":{"user_name":"Ada@example.com"},
             "tasks":[{"task_key":"main","run_if":"ALL_SUCCESS","disabled":false,"notebook_task":{"notebook_path":"/main","source":"WORKSPACE"}}]}
            """));

    [Theory]
    [InlineData("""{"queue":{"enabled":true}}""", """{}""")]
    [InlineData("""{"queue":{"enabled":false}}""", """{"queue":{"enabled":false}}""")]
    [InlineData("""{}""", """{"queue":{"enabled":false}}""")]
    [InlineData("""{"queue":{"enabled":true},"continuous":{"pause_status":"UNPAUSED"}}""", """{"continuous":{"pauseStatus":"UNPAUSED"}}""")]
    [InlineData("""{"queue":{"enabled":true},"newer":{"level":3}}""", """{"extraSettings":{"newer":{"level":3}}}""")]
    [InlineData("""{"queue":{"enabled":true},"tags":{"databricks-operator-owner":"x","team":"a"}}""", """{"tags":{"team":"a"}}""")]
    [InlineData("""{"queue":{"enabled":true},"deployment":{"kind":"BUNDLE"}}""", """{}""")]
    [InlineData("""{"queue":{"enabled":true},"run_as":{"user_name":"eve@example.com"}}""", """{"runAs":{"userName":"eve@example.com"}}""")]
    public void SpecOf_AJob_SaysWhatALeftOutFieldWouldNotMean(string settings, string expected)
    {
        var body = (JsonObject)JsonNode.Parse(settings)!;
        body["name"] = "etl";

        AssertSame(expected, SpecOf(body.ToJsonString()));
    }

    [Fact]
    public void SpecOf_WhatATypeHasNoFieldFor_IsInTheNearestExtraSettings()
    {
        var spec = SpecOf("""
            {"name":"etl","queue":{"enabled":true},"parameters":[{"name":"p","newer":1}],
             "tasks":[{"task_key":"a","newer_task":{"x":1},"notebook_task":{"notebook_path":"/a","newer":true},"libraries":[{"newer":"x"},{"jar":"y"}],
               "new_cluster":{"spark_version":"15","newer":"z"}}]}
            """);

        Assert.Equal("""{"parameters":[{"name":"p","newer":1}]}""", spec["extraSettings"]!.ToJsonString());
        var task = spec["tasks"]![0]!;
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"newer_task":{"x":1},"notebook_task":{"newer":true},"libraries":[{"newer":"x"},{"jar":"y"}]}"""), task["extraSettings"]));
        Assert.Equal("""{"newer":"z"}""", task["newCluster"]!["extraSettings"]!.ToJsonString());
        Assert.Null(task["libraries"]);
    }

    [Fact]
    public void SpecOf_ALoginToARegistry_RefersToASecretAndNeverShowsWhatIsInIt()
    {
        var notes = new List<string>();

        var spec = SpecOf(
            """
            {"name":"etl","job_clusters":[{"job_cluster_key":"a","new_cluster":{"spark_version":"15",
              "docker_image":{"url":"r/a","basic_auth":{"username":"u","password":"hidden-password"}}}}]}
            """,
            notes);

        Assert.DoesNotContain("hidden-password", spec.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(
            """{"username":"u","passwordSecretRef":{"name":"etl-secrets","key":"password"}}""",
            spec["jobClusters"]![0]!["newCluster"]!["dockerImage"]!["basicAuth"]!.ToJsonString());
        Assert.Contains("create the Secret etl-secrets with the key password", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Nightly ETL", "nightly-etl")]
    [InlineData("  [prod] a__b  ", "prod-a-b")]
    [InlineData("日本", "jobs-7")]
    [InlineData("", "jobs-7")]
    public void Take_OfAnyName_IsOneThatKubernetesTakes(string text, string expected) => Assert.Equal(expected, new ImportNames().Take(text, "jobs-7"));

    [Fact]
    public void Take_OfNamesThatAreAlike_NumbersThemAndStaysShort()
    {
        var names = new ImportNames();
        List<string> all = [.. Enumerable.Range(0, 12).Select(_ => names.Take(new string('a', 80), "x")), names.Take("a b", "x"), names.Take("A-B", "x")];

        Assert.Distinct(all);
        Assert.All(all, name => Assert.Matches("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", name));
        Assert.Equal(["a-b", "a-b-2"], all[^2..]);
    }

    [Fact]
    public async Task Run_WithLinks_RefersToWhatIsImportedAsWell()
    {
        await using var harness = await KindHarness<DatabricksJob>.StartAsync();
        var cluster = harness.Remote.Clusters.Create(
            Json("""{"cluster_name":"Shared","spark_version":"16.4.x-scala2.12","node_type_id":"m5d.large","num_workers":1}"""), "a");
        var other = harness.Remote.Jobs.Create(Json($$"""{"name":"Other","tasks":[{{MainTask}}]}"""), "a");
        harness.Remote.Objects.Create("/Shared/load", "PYTHON", "print(1)");
        harness.Remote.Jobs.Create(
            Json($$$"""
                {"name":"ETL","tasks":[{"task_key":"a","existing_cluster_id":"{{{cluster}}}","notebook_task":{"notebook_path":"/Workspace/Shared/load"}},
                 {"task_key":"b","run_job_task":{"job_id":{{{other}}}}},{"task_key":"c","notebook_task":{"notebook_path":"/elsewhere"}}]}
                """),
            "a");

        var imported = await Imports.OfAsync(
            harness, [new JobImport(), new ClusterImport(), new NotebookImport()], new ImportFilter { LinksReferences = true });

        Assert.Empty(imported.Failures);
        var tasks = imported.Objects.Single(one => one.Name == "etl").Spec["tasks"]!.AsArray().ToDictionary(task => (string)task!["taskKey"]!, task => task!);
        Assert.Equal("""{"name":"shared"}""", tasks["a"]["existingClusterRef"]!.ToJsonString());
        Assert.Equal("""{"notebookRef":{"name":"load"}}""", tasks["a"]["notebookTask"]!.ToJsonString());
        Assert.Equal("""{"jobRef":{"name":"other"}}""", tasks["b"]["runJobTask"]!.ToJsonString());
        Assert.Equal("""{"notebookPath":"/elsewhere"}""", tasks["c"]["notebookTask"]!.ToJsonString());
    }

    [Fact]
    public async Task Run_WhereOneCannotBeRead_WritesTheRestAndNamesIt()
    {
        await using var harness = await KindHarness<DatabricksJob>.StartAsync();
        var ids = Enumerable.Range(0, 3)
            .Select(number => harness.Remote.Jobs.Create(Json($$"""{"name":"j{{number}}","tasks":[{{MainTask}}]}"""), "a")).ToList();
        harness.Remote.Faults.Add(Fault.Reset("jobs/get"));

        var imported = await Imports.OfAsync(harness, [new JobImport()]);

        Assert.Equal(2, imported.Objects.Count);
        Assert.Contains($"jobs {ids.Min()} (j", Assert.Single(imported.Failures).Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfWhatAResourceManagesAlready_IsLeftOutUnlessItsIdIsGiven()
    {
        await using var harness = await KindHarness<DatabricksJob>.StartAsync();
        var id = harness.Remote.Jobs.Create(
            Json($$"""{"name":"mine","tags":{"databricks-operator-owner":"m"},"tasks":[{{MainTask}}]}"""), WorkspaceOptions.DefaultUser);

        var all = await Imports.OfAsync(harness, [new JobImport()]);
        var one = await Imports.OfAsync(harness, [new JobImport()], new ImportFilter { Ids = [$"{id}"] });

        Assert.Empty(all.Objects);
        Assert.Contains("left out: a resource manages it already", Assert.Single(all.Notes).Message, StringComparison.Ordinal);
        Assert.Single(one.Objects);
    }

    [Theory]
    [InlineData("j*", 2)]
    [InlineData("j?", 2)]
    [InlineData("j1", 1)]
    [InlineData("J1", 0)]
    [InlineData("*", 3)]
    public async Task Run_WithAPattern_ImportsWhatFits(string pattern, int expected)
    {
        await using var harness = await KindHarness<DatabricksJob>.StartAsync();
        foreach (var name in new[] { "j1", "j2", "k1" })
        {
            harness.Remote.Jobs.Create(Json($$"""{"name":"{{name}}","tasks":[{{MainTask}}]}"""), "a");
        }

        Assert.Equal(expected, (await Imports.OfAsync(harness, [new JobImport()], new ImportFilter { Names = [pattern] })).Objects.Count);
    }

    private static void AssertSame(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());

    private static JsonObject SpecOf(string settings, List<string>? notes = null)
    {
        var job = new JsonObject { ["job_id"] = 1, ["creator_user_name"] = "ada@example.com", ["settings"] = JsonNode.Parse(settings) };
        return JobManifest.SpecOf(JsonSerializer.Deserialize(job, JobsJson.Default.Job)!, "etl", notes ?? []);
    }

    private static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;
}
