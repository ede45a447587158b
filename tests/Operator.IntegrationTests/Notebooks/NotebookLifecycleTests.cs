using System.Text.Json.Nodes;
using Databricks.Simulator.Faults;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.WorkspaceObjects;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Notebooks;

/// <summary>What happens in the workspace when somebody applies, edits and deletes a notebook.</summary>
public sealed class NotebookLifecycleTests(ControlPlane controlPlane) : IAsyncLifetime
{
    private const string Path = "/Shared/etl/load";

    private SimulatorHost simulator = null!;
    private NamespacedKubectl kubectl = null!;
    private RunningOperator process = null!;
    private ApiServerProxy proxy = null!;
    private string directory = "";

    public async ValueTask InitializeAsync()
    {
        simulator = await SimulatorHost.StartAsync(new SimulatorOptions { Workspaces = [new WorkspaceOptions()] }, TestContext.Current.CancellationToken);
        kubectl = await controlPlane.PrepareAsync("notebooks");
        proxy = await ApiServerProxy.StartAsync(controlPlane);
        directory = Directory.CreateTempSubdirectory("databricks-operator-").FullName;
        process = OperatorInProcess.Start(kubectl, simulator.Url, kubeconfig: await proxy.WriteKubeconfigAsync(directory), firstStatus: TimeSpan.FromMinutes(1));
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await proxy.DisposeAsync();
        await simulator.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Apply_NewNotebook_IsImportedOnceWithTwoWritesAndThenLeftAlone()
    {
        simulator.Workspace.Objects.Create("/Shared/etl/other", "PYTHON", "1");
        await ReadyAsync();
        var (calls, writes) = (simulator.Workspace.Journal.LastSequence, Writes());
        await Eventually.HoldsAsync(() => Calls("workspace/list").Count() >= 3, "some looks at the workspace");

        Assert.Equal(["workspace/import"], Mutations());
        Assert.Equal(2, writes);
        Assert.Equal(writes, Writes());
        Assert.All(simulator.Workspace.Journal.After(calls), call => Assert.Contains(call.Operation, new[] { "workspace/list", "scim/me" }));
        Assert.Equal(Path, await FieldAsync(".status.path"));
        Assert.Equal($"{Find()["object_id"]}", await FieldAsync(".status.objectId"));
        Assert.StartsWith("sha256:", await FieldAsync(".status.contentHash"), StringComparison.Ordinal);
        Assert.Empty(await FieldAsync(".status.conditions[?(@.type==\"Reconciling\")]"));
        Assert.Contains($"True True Available {Path} ", await ColumnsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edit_OfContentLanguageAndPermissions_EachArriveAndCanBeTakenOut()
    {
        await ReadyAsync();

        await PatchAsync("""{"spec":{"content":"print(2)","accessControlList":[{"groupName":"analysts","permissionLevel":"CAN_RUN"}]}}""");
        await SyncedAsync(generation: 2);
        Assert.EndsWith("print(2)", Source, StringComparison.Ordinal);
        Assert.Contains("analysts", Calls("permissions/set").Single(), StringComparison.Ordinal);

        await PatchAsync("""{"spec":{"language":"SQL","content":"select 1","accessControlList":null}}""");
        await SyncedAsync(generation: 3);
        Assert.Equal("SQL", (string)Find()["language"]!);
        Assert.Equal("SQL", await FieldAsync(".status.language"));

        await PatchAsync("""{"spec":{"extraSettings":{"new_field":"x"}}}""");
        await SyncedAsync(generation: 4);
        Assert.Contains("new_field", Calls("workspace/import").Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ContentFrom_AConfigMap_IsWaitedForAndFollowed()
    {
        await kubectl.ApplyAsync(Manifest(content: "contentFrom: {configMapKeyRef: {name: code, key: load.py}}"));
        await Eventually.ReachesAsync(_ => ReasonAsync(), reason => reason == "DependencyNotReady", "the reason");
        Assert.Empty(await FieldAsync(".status.conditions[?(@.type==\"Stalled\")]"));

        await kubectl.RunAsync("create", "configmap", "code", "--from-literal=load.py=print(1)");
        await Eventually.HoldsAsync(() => simulator.Workspace.Objects.Paths.Contains(Path), "the notebook");
        await kubectl.RunAsync("patch", "configmap", "code", "--type=merge", "-p", """{"data":{"load.py":"print(2)"}}""");

        await Eventually.HoldsAsync(() => Source.EndsWith("print(2)", StringComparison.Ordinal), "the new content", TimeSpan.FromSeconds(5));
        await SyncedAsync(generation: 1);
    }

    [Fact]
    public async Task ContentFrom_ASecret_IsFollowedAndShownNowhere()
    {
        await kubectl.RunAsync("create", "secret", "generic", "code", "--from-literal=load.py=canary_one");
        await ReadyAsync(content: "contentFrom: {secretKeyRef: {name: code, key: load.py}}");
        await kubectl.RunAsync("patch", "secret", "code", "--type=merge", "-p", """{"stringData":{"load.py":"canary_two"}}""");

        await Eventually.HoldsAsync(() => Source.EndsWith("canary_two", StringComparison.Ordinal), "the new content", TimeSpan.FromSeconds(5));

        var shown = await kubectl.RunAsync("get", "databricksnotebooks,events", "-o", "yaml");
        Assert.DoesNotContain("canary", shown + process.Log, StringComparison.Ordinal);
        Assert.Empty(await FieldAsync(".status.contentHash"));
    }

    [Fact]
    public async Task Drift_OfTheContentThatNoListShows_IsPutRightAndReported()
    {
        await ReadyAsync();

        simulator.Workspace.Objects.Change(Path, _ => "edited");
        await Eventually.HoldsAsync(() => Source.EndsWith("print(1)", StringComparison.Ordinal), "the repair", TimeSpan.FromSeconds(25));

        await Eventually.ReachesAsync(_ => EventsAsync(), events => events.Contains("DriftDetected") && events.Contains("DriftCorrected"), "both events");
    }

    [Fact]
    public async Task Drift_ThatMovesTheRowOfAList_IsPutRightLongBeforeTheRecheck()
    {
        await process.DisposeAsync();
        await using var telling = await SimulatorHost.StartAsync(
            new SimulatorOptions { Workspaces = [new WorkspaceOptions { Objects = new ObjectOptions { TellsTimesOfNotebooks = true } }] }, TestContext.Current.CancellationToken);
        process = OperatorInProcess.Start(kubectl, telling.Url, further: new Dictionary<string, string>(OperatorProcess.WithoutElection) { ["OPERATOR__RECHECKSECONDS"] = "600" });
        await kubectl.ApplyAsync(Manifest());
        await Eventually.HoldsAsync(() => telling.Workspace.Journal.Of("workspace/list").Count >= 2, "two looks at the workspace", describe: () => process.Log);

        telling.Workspace.Objects.Change(Path, _ => "edited");

        await Eventually.HoldsAsync(() => telling.Workspace.Objects.Source(Path).EndsWith("print(1)", StringComparison.Ordinal), "the repair");
    }

    [Fact]
    public async Task Drift_OfPermissions_IsPutRight()
    {
        await ReadyAsync("accessControlList: [{groupName: analysts, permissionLevel: CAN_RUN}]");
        await Eventually.HoldsAsync(() => Calls("permissions/set").Any(), "the permissions");
        await SyncedAsync(generation: 1);
        var before = Calls("permissions/set").Count();

        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = simulator.Url };
        client.DefaultRequestHeaders.Authorization = new("Bearer", "dapi-simulator");
        client.DefaultRequestHeaders.UserAgent.ParseAdd("tests/1.0");
        using var body = new StringContent("""{"access_control_list":[{"user_name":"operator@example.com","permission_level":"CAN_MANAGE"}]}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PutAsync(new Uri($"/api/2.0/permissions/notebooks/{Find()["object_id"]}", UriKind.Relative), body, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();

        await Eventually.HoldsAsync(() => Calls("permissions/set").Count() >= before + 2, "the repair", TimeSpan.FromSeconds(25));
        Assert.Contains("analysts", Calls("permissions/set").Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeletedInTheWorkspace_ByAPerson_IsImportedAnew()
    {
        await ReadyAsync();
        var old = await FieldAsync(".status.objectId");

        simulator.Workspace.Objects.Remove(Path);

        await Eventually.ReachesAsync(_ => FieldAsync(".status.objectId"), id => id.Length > 0 && id != old, "another id in status");
        Assert.Equal([Path], simulator.Workspace.Objects.Paths);
    }

    [Fact]
    public async Task Adopt_OfANotebookOfSomebodyElse_NeedsThePolicyByName()
    {
        simulator.Workspace.Objects.Create(Path, "PYTHON", "theirs");
        await kubectl.ApplyAsync(Manifest());
        await Eventually.ReachesAsync(_ => ReasonAsync(), reason => reason == "Conflict", "the reason");
        Assert.EndsWith("theirs", Source, StringComparison.Ordinal);

        await PatchAsync("""{"spec":{"policies":{"adoption":"ByName"}}}""");
        await SyncedAsync(generation: 2);

        Assert.EndsWith("print(1)", Source, StringComparison.Ordinal);
        await Eventually.ReachesAsync(_ => EventsAsync(), events => events.Contains("Adopted"), "the event");
    }

    [Fact]
    public async Task Apply_WhereAFolderIs_IsStalledAndTouchesNothing()
    {
        simulator.Workspace.Objects.Create($"{Path}/inner", "PYTHON", "1");
        await kubectl.ApplyAsync(Manifest("policies: {adoption: ByName}"));

        await Eventually.ReachesAsync(_ => ReasonAsync(), reason => reason == "WrongObjectType", "the reason");
        await kubectl.RunAsync("delete", "databricksnotebook", "load", "--timeout=30s");

        Assert.Equal([$"{Path}/inner"], simulator.Workspace.Objects.Paths);
        Assert.Empty(Mutations());
    }

    [Fact]
    public async Task Observe_AndThenPlan_ReportAndWriteNothing()
    {
        simulator.Workspace.Objects.Create(Path, "PYTHON", "theirs");
        await ReadyAsync("policies: {management: Observe, adoption: ByName}");
        Assert.Equal("DriftDetected", await FieldAsync(".status.conditions[?(@.type==\"Synced\")].reason"));

        await PatchAsync("""{"spec":{"policies":{"management":"Plan"}}}""");

        await Eventually.ReachesAsync(_ => FieldAsync(".status.plan.action"), action => action == "Update", "the plan");
        Assert.Equal("""["content"]""", await FieldAsync(".status.plan.fields"));
        Assert.Empty(Mutations());
    }

    [Fact]
    public async Task Suspended_Notebook_CausesNoCall()
    {
        await kubectl.ApplyAsync(Manifest("suspend: true"));

        await Eventually.ReachesAsync(_ => FieldAsync(".status.conditions[?(@.type==\"Synced\")].reason"), reason => reason == "Suspended", "the condition");
        Assert.Equal(0, simulator.Workspace.Journal.LastSequence);
    }

    [Fact]
    public async Task Delete_OfANotebook_LeavesItsFolder()
    {
        await ReadyAsync();

        await kubectl.RunAsync("delete", "databricksnotebook", "load", "--timeout=30s");

        Assert.Empty(simulator.Workspace.Objects.Paths);
        Assert.NotNull(simulator.Workspace.Objects.Find("/Shared/etl"));
    }

    [Fact]
    public async Task Delete_WithPolicyRetain_KeepsTheNotebook()
    {
        await ReadyAsync("policies: {deletion: Retain}");

        await kubectl.RunAsync("delete", "databricksnotebook", "load", "--timeout=30s");

        Assert.Equal([Path], simulator.Workspace.Objects.Paths);
    }

    [Fact]
    public async Task Delete_WhereSomebodyPutAnotherInItsPlace_LeavesThatAloneAndSaysSo()
    {
        await ReadyAsync();
        // Nobody looks in between, so the deletion meets it first.
        await PatchAsync("""{"spec":{"suspend":true}}""");
        await Eventually.ReachesAsync(_ => FieldAsync(".status.conditions[?(@.type==\"Synced\")].reason"), reason => reason == "Suspended", "the condition");
        simulator.Workspace.Objects.Remove(Path);
        simulator.Workspace.Objects.Create(Path, "PYTHON", "theirs");

        await kubectl.RunAsync("delete", "databricksnotebook", "load", "--wait=false");
        await PatchAsync("""{"spec":{"suspend":null}}""");

        await Eventually.ReachesAsync(_ => kubectl.RunAsync("get", "databricksnotebooks", "-o", "name"), names => names.Length == 0, "the end of the resource");
        Assert.EndsWith("theirs", Source, StringComparison.Ordinal);
        await Eventually.ReachesAsync(_ => EventsAsync(), events => events.Contains("LeftAlone"), "the event");
    }

    [Fact]
    public async Task Delete_WhileTheWorkspaceRefuses_SaysWhyAndCanBeAbandoned()
    {
        await ReadyAsync();
        simulator.Workspace.Faults.Add(Fault.Error("workspace/delete", 403, "PERMISSION_DENIED", "no right") with { Count = null });

        await kubectl.RunAsync("delete", "databricksnotebook", "load", "--wait=false");
        await Eventually.ReachesAsync(_ => ReasonAsync(), reason => reason == "DeleteFailed", "the reason");
        await kubectl.RunAsync("annotate", "databricksnotebook", "load", "databricks-operator.io/abandon=true");

        await Eventually.ReachesAsync(_ => kubectl.RunAsync("get", "databricksnotebooks", "-o", "name"), names => names.Length == 0, "the end of the resource");
        Assert.Equal([Path], simulator.Workspace.Objects.Paths);
    }

    [Fact]
    public async Task Kill_BetweenTheImportAndItsRecord_MakesNoSecondImport()
    {
        await process.DisposeAsync();
        await using var killed = OperatorProcess.Start(kubectl, simulator.Url, kubeconfig: await proxy.WriteKubeconfigAsync(directory), further: OperatorProcess.WithoutElection);
        using var gate = new SemaphoreSlim(0);
        proxy.BeforeRequest = async request =>
        {
            if (request.Path.EndsWith("/status", StringComparison.Ordinal) && request.Path.Contains("databricksnotebooks", StringComparison.Ordinal) && Calls("workspace/import").Any())
            {
                killed.Kill();
                await gate.WaitAsync(TestContext.Current.CancellationToken);
            }
        };
        simulator.Workspace.Objects.Create("/Shared/etl/other", "PYTHON", "1");
        await kubectl.ApplyAsync(Manifest());
        await killed.WaitAsync(TestContext.Current.CancellationToken);
        proxy.BeforeRequest = _ => Task.CompletedTask;
        Assert.Empty(await FieldAsync(".status.path"));

        await using var next = OperatorInProcess.Start(kubectl, simulator.Url, further: OperatorProcess.WithoutElection);
        await Eventually.ReachesAsync(_ => FieldAsync(".status.conditions[?(@.type==\"Ready\")].status"), status => status == "True", "Ready", TimeSpan.FromSeconds(30), status => status + next.Log);

        Assert.Single(Calls("workspace/import"));
        Assert.Equal(2, simulator.Workspace.Objects.Paths.Count);
    }

    [Fact]
    public async Task Job_ThatNamesTheNotebook_WaitsUntilItIsThere()
    {
        await kubectl.ApplyAsync("""
            apiVersion: databricks-operator.io/v1alpha1
            kind: DatabricksJob
            metadata: {name: j}
            spec: {tasks: [{taskKey: main, notebookTask: {notebookRef: {name: load}}}]}
            """);
        await Eventually.ReachesAsync(_ => JobAsync(".status.conditions[?(@.type==\"Ready\")].reason"), reason => reason == "DependencyNotReady", "the reason");
        Assert.Equal("True", await JobAsync(".status.conditions[?(@.type==\"Reconciling\")].status"));
        Assert.Empty(await JobAsync(".status.conditions[?(@.type==\"Stalled\")]"));
        Assert.Empty(simulator.Workspace.Jobs.Ids);

        await ReadyAsync();

        await Eventually.HoldsAsync(() => simulator.Workspace.Jobs.Ids.Count == 1, "the job", TimeSpan.FromSeconds(10));
        Assert.Equal(Path, (string)simulator.Workspace.Jobs.Find(simulator.Workspace.Jobs.Ids.Single())!["settings"]!["tasks"]![0]!["notebook_task"]!["notebook_path"]!);
    }

    private static string Manifest(string further = "", string content = "content: print(1)") => $$"""
        apiVersion: databricks-operator.io/v1alpha1
        kind: DatabricksNotebook
        metadata: {name: load}
        spec:
          path: /Workspace{{Path}}
          language: PYTHON
          {{content}}
          {{further}}
        """;

    private string Source => simulator.Workspace.Objects.Source(Path);

    private JsonObject Find() => simulator.Workspace.Objects.Find(Path)!;

    private IEnumerable<string> Calls(string operation) => simulator.Workspace.Journal.Of(operation).Select(call => call.Body ?? "");

    private IEnumerable<string> Mutations() => simulator.Workspace.Journal.After(0).Where(call => call.Mutating).Select(call => call.Operation);

    /// <summary>To notebooks.</summary>
    private int Writes() => proxy.Journal.Count(request => request.Method == "PATCH" && request.Path.Contains("databricksnotebooks", StringComparison.Ordinal));

    private Task<string> FieldAsync(string field) => kubectl.FieldAsync("databricksnotebooks", "load", field);

    private Task<string> ReasonAsync() => FieldAsync(".status.conditions[?(@.type==\"Ready\")].reason");

    private Task<string> JobAsync(string field) => kubectl.FieldAsync("databricksjobs", "j", field);

    private async Task<string> ColumnsAsync() => string.Join(' ', (await kubectl.RunAsync("get", "databricksnotebook", "load", "--no-headers")).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private Task<string> PatchAsync(string patch) => kubectl.RunAsync("patch", "databricksnotebook", "load", "--type=merge", "-p", patch);

    private Task<string> EventsAsync() => kubectl.RunAsync("get", "events", "-o", "jsonpath={.items[*].reason}");

    private async Task ReadyAsync(string further = "", string content = "content: print(1)")
    {
        await kubectl.ApplyAsync(Manifest(further, content));
        await Eventually.ReachesAsync(
            _ => FieldAsync(".status.conditions[?(@.type==\"Ready\")].status"), status => status == "True", "Ready", TimeSpan.FromSeconds(30), status => status + process.Log);
    }

    /// <summary>Ready and in sync, said of that very generation, with nothing left to do.</summary>
    private Task<string> SyncedAsync(int generation) => Eventually.ReachesAsync(
        _ => kubectl.ConditionsAsync("databricksnotebooks", "load"),
        shown => shown.Contains($"Ready=True@{generation}", StringComparison.Ordinal) && shown.Contains($"Synced=True@{generation}", StringComparison.Ordinal) && !shown.Contains("Reconciling", StringComparison.Ordinal),
        $"Ready and Synced at generation {generation}",
        TimeSpan.FromSeconds(30),
        shown => shown + process.Log);
}
