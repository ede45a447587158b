using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Operator.Api.V1Alpha1;
using Operator.Commands.Plan;
using Operator.UnitTests.Kinds;
using Operator.UnitTests.Kinds.Harness;

namespace Operator.UnitTests.Commands.Plan;

public sealed class PlanTests
{
    private const string Cluster = """{"sparkVersion":"16.4.x-scala2.12","nodeTypeId":"m5d.large","numWorkers":1,"autoterminationMinutes":600}""";
    private const string Job = """{"tasks":[{"taskKey":"main","notebookTask":{"notebookPath":"/main"}}]}""";

    [Fact]
    public async Task Plan_OfNewObjectsThatReferToEachOther_CreatesAllOfThemInAnyOrder()
    {
        await using var harness = await KindHarness<DatabricksJob>.StartAsync();
        var report = await Plans.OfAsync(harness, Plans.Join(
            Plans.Manifest("DatabricksJobRun", "now", """{"jobRef":{"name":"outer"}}"""),
            Plans.Manifest("DatabricksJob", "outer", """{"tasks":[{"taskKey":"a","runJobTask":{"jobRef":{"name":"x"}}}]}"""),
            Plans.Manifest("DatabricksJob", "x", """
                {"tasks":[{"taskKey":"a","existingClusterRef":{"name":"small"},"notebookTask":{"notebookRef":{"name":"code"}}}]}
                """),
            Plans.Manifest("DatabricksNotebook", "code", """{"path":"/Shared/code","language":"PYTHON","content":"print(1)"}"""),
            Plans.Manifest("DatabricksCluster", "small", Cluster)));

        Assert.All(report.Objects, planned => Assert.True(planned.Action == PlannedAction.Create, Text(report)));
        Assert.Equal("Plan: 5 to create, 0 to change, 0 to delete, 0 unchanged", report.Summary);
        Assert.Empty(harness.Workspace.Changes);
        Assert.Equal(0, harness.Api.Objects.Writes);
    }

    [Fact]
    public async Task Plan_OfAJobThatGetsANewCluster_ShowsItsIdAsUnknown()
    {
        await using var harness = await KindHarness<DatabricksJob>.StartAsync();
        harness.Create("""{"tasks":[{"taskKey":"a","existingClusterId":"0101-old","notebookTask":{"notebookPath":"/a"}}]}""");
        await harness.SettleAsync();

        var report = await Plans.OfAsync(harness, Plans.Join(
            Plans.Manifest(
                "DatabricksJob", "x", """{"tasks":[{"taskKey":"a","existingClusterRef":{"name":"small"},"notebookTask":{"notebookPath":"/a"}}]}"""),
            Plans.Manifest("DatabricksCluster", "small", Cluster)));

        Assert.Contains("    tasks[a].existingClusterId: \"0101-old\" → (known after apply)\n", Text(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_OfAReferenceToNothing_Waits()
    {
        await using var harness = await KindHarness<DatabricksJob>.StartAsync();
        var report = await Plans.OfAsync(harness, Plans.Manifest(
            "DatabricksJob", "x", """{"tasks":[{"taskKey":"a","existingClusterRef":{"name":"none"},"notebookTask":{"notebookPath":"/a"}}]}"""));

        Assert.Equal("""
            Namespace team, workspace (default):
              … databricksjob/x: DependencyNotReady: The DatabricksCluster none does not exist in namespace team

            Plan: 0 to create, 0 to change, 0 to delete, 0 unchanged, 1 waiting

            """, Text(report));
    }

    [Fact]
    public async Task Plan_OfAnEditOfARunningCluster_ShowsTheValuesAndTheRestartAndNoSecret()
    {
        await using var harness = await KindHarness<DatabricksCluster>.StartAsync();
        harness.Create(Cluster);
        await harness.SettleAsync();
        harness.Remote.Clusters.Change(
            harness.StatusField("clusterId")!, settings => settings["spark_env_vars"] = new JsonObject { ["KEY"] = "hidden-in-there" });

        var report = await Plans.OfAsync(harness, Plans.Manifest("DatabricksCluster", "x", """
            {"sparkVersion":"16.4.x-scala2.12","nodeTypeId":"m5d.large","numWorkers":1,"autoterminationMinutes":900,
             "sparkConf":{"fs.azure.account.key":"hidden-in-file","shown":"1","reference.password":"{{secrets/a/b}}"},"sparkEnvVars":{"KEY":"hidden-as-well"}}
            """));

        var text = Text(report);
        Assert.StartsWith("""
            Namespace team, workspace (default):
              ! databrickscluster/x: restarts a running cluster

            """, text, StringComparison.Ordinal);
        Assert.Contains("    autoterminationMinutes: 600 → 900\n", text, StringComparison.Ordinal);
        Assert.Contains("    sparkConf[\"shown\"]: (not set) → \"1\"\n", text, StringComparison.Ordinal);
        Assert.Contains("    sparkEnvVars[\"KEY\"]: (sensitive value) → (sensitive value)\n", text, StringComparison.Ordinal);
        Assert.Contains("{{secrets/a/b}}", text, StringComparison.Ordinal);
        Assert.EndsWith("Plan: 0 to create, 1 to change (1 restart), 0 to delete, 0 unchanged\n", text, StringComparison.Ordinal);
        Assert.All(Enum.GetValues<PlanFormat>(), format =>
            Assert.DoesNotContain("hidden", PlanWriter.Write(report, format, default), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Plan_OfWhatTheOperatorRefuses_SaysWhy()
    {
        await using var harness = await KindHarness<DatabricksJob>.StartAsync();
        harness.Create(Job);
        await harness.SettleAsync();

        var report = await Plans.OfAsync(harness, Plans.Join(
            Plans.Manifest("DatabricksCluster", "both", """
                {"sparkVersion":"16.4.x-scala2.12","nodeTypeId":"a","numWorkers":1,"autoscale":{"minWorkers":1,"maxWorkers":2}}
                """),
            Plans.Manifest("DatabricksCluster", "text", """{"sparkVersion":"16.4.x-scala2.12","nodeTypeId":"a","numWorkers":"one"}"""),
            Plans.Manifest("DatabricksJob", "taken", $$"""{"externalId":"{{harness.StatusField("jobId")}}","tasks":[]}""")));

        Assert.All(report.Objects, planned => Assert.Equal(PlannedAction.Refused, planned.Action));
        var text = Text(report);
        Assert.Contains("x databrickscluster/text: InvalidSpec: field spec.numWorkers has a value of the wrong type", text, StringComparison.Ordinal);
        Assert.Contains("x databricksjob/taken: ExternalIdInUse: ", text, StringComparison.Ordinal);
        Assert.True(report.HasErrors);
    }

    [Fact]
    public async Task Plan_OfDocumentsWithMistakes_PlansTheOthers()
    {
        await using var harness = await KindHarness<DatabricksJob>.StartAsync();
        var report = await Plans.OfAsync(harness, Plans.Join(
            Plans.Manifest("DatabricksJob", "x", Job),
            "a: [",
            Plans.Manifest("DatabricksJob", "x", Job),
            Plans.Manifest("DatabricksJob", "y", """{"taskz":[]}"""),
            """{"apiVersion":"databricks-operator.io/v9","kind":"DatabricksJob","metadata":{"name":"z"},"spec":{}}""",
            """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"no-matter"}}"""));

        Assert.Equal(PlannedAction.Create, Assert.Single(report.Objects).Action);
        Assert.Equal(
            ["test, document 2", "test, document 3", "test, document 4", "test, document 5"], report.Problems.Select(problem => problem.Source));
        Assert.Contains("spec.taskz", report.Problems[2].Message, StringComparison.Ordinal);
        Assert.EndsWith("1 to create, 0 to change, 0 to delete, 0 unchanged, 4 unreadable", report.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_WithoutACluster_FindsTheObjectsOfTheInstallationByTheirTags()
    {
        await using var harness = await KindHarness<DatabricksJob>.StartAsync();
        harness.Create(Job);
        await harness.SettleAsync();

        var report = await Plans.OfAsync(
            harness, Plans.Join(Plans.Manifest("DatabricksJob", "x", Job), Plans.Manifest("DatabricksJob", "y", Job)), hasCluster: false);

        Assert.Equal("Plan: 1 to create, 0 to change, 0 to delete, 1 unchanged", report.Summary);
        Assert.Equal(harness.StatusField("jobId"), report.Objects.Single(planned => planned.Name == "x").RemoteId);
    }

    [Fact]
    public async Task Plan_OfACredentialThatIsRefused_FailsAndNamesIt()
    {
        await using var harness = await KindHarness<DatabricksJob>.StartAsync(
            new HarnessOptions { Workspace = new WorkspaceOptions { Tokens = new Dictionary<string, string> { ["other"] = "other@example.com" } } });
        var report = await Plans.OfAsync(harness, Plans.Manifest("DatabricksJob", "x", Job));

        var planned = Assert.Single(report.Objects);
        Assert.Equal(PlannedAction.Failed, planned.Action);
        Assert.StartsWith("AuthenticationFailed: ", Assert.Single(planned.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_OfTwoHundredManifests_CostsThePagesOfTheListsAndAFewSeconds()
    {
        await using var harness = await KindHarness<DatabricksJob>.StartAsync();
        var names = Enumerable.Range(0, 200).Select(number => string.Create(CultureInfo.InvariantCulture, $"job-{number}")).ToList();
        foreach (var name in names)
        {
            harness.Apply(job => job.Spec.Tasks = [new JobTaskSpec { TaskKey = "main", NotebookTask = new NotebookTaskSpec { NotebookPath = "/main" } }], name);
            await harness.SettleAsync(name: name);
        }

        harness.Workspace.Pass(TimeSpan.FromMinutes(11));
        harness.Forget();
        var watch = Stopwatch.StartNew();
        var report = await Plans.OfAsync(harness, Plans.Join([.. names.Select(name => Plans.Manifest("DatabricksJob", name, Job))]));

        Assert.Equal("Plan: 0 to create, 0 to change, 0 to delete, 200 unchanged", report.Summary);
        Assert.InRange(harness.Workspace.Calls.Count, 1, 12);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    private static string Text(PlanReport report) => PlanWriter.Write(report, PlanFormat.Text, default);
}
