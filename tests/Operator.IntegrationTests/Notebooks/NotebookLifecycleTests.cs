using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Notebooks;

/// <summary>What happens in the workspace when a notebook is applied and edited, or its content changes.</summary>
public sealed class NotebookLifecycleTests(ControlPlane controlPlane) : NotebookTestBase(controlPlane)
{
    [Fact]
    public async Task Apply_NewNotebook_IsImportedOnceWithTwoWritesAndThenLeftAlone()
    {
        Simulator.Workspace.Objects.Create("/Shared/etl/other", "PYTHON", "1");
        await ReadyAsync();
        var (calls, writes) = (Simulator.Workspace.Journal.LastSequence, Writes());
        await Eventually.HoldsAsync(() => Calls("workspace/list").Count() >= 3, "some looks at the workspace");

        Assert.Equal(["workspace/import"], Mutations());
        Assert.Equal(2, writes);
        Assert.Equal(writes, Writes());
        Assert.All(Simulator.Workspace.Journal.After(calls), call => Assert.Contains(call.Operation, new[] { "workspace/list", "scim/me" }));
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
        await Kubectl.ApplyAsync(Manifest(content: "contentFrom: {configMapKeyRef: {name: code, key: load.py}}"));
        await Eventually.ReachesAsync(_ => ReasonAsync(), reason => reason == "DependencyNotReady", "the reason");
        Assert.Empty(await FieldAsync(".status.conditions[?(@.type==\"Stalled\")]"));

        await Kubectl.RunAsync("create", "configmap", "code", "--from-literal=load.py=print(1)");
        await Eventually.HoldsAsync(() => Simulator.Workspace.Objects.Paths.Contains(Path), "the notebook");
        await Kubectl.RunAsync("patch", "configmap", "code", "--type=merge", "-p", """{"data":{"load.py":"print(2)"}}""");

        await Eventually.HoldsAsync(() => Source.EndsWith("print(2)", StringComparison.Ordinal), "the new content", TimeSpan.FromSeconds(5));
        await SyncedAsync(generation: 1);
    }

    [Fact]
    public async Task ContentFrom_ASecret_IsFollowedAndShownNowhere()
    {
        await Kubectl.RunAsync("create", "secret", "generic", "code", "--from-literal=load.py=canary_one");
        await ReadyAsync(content: "contentFrom: {secretKeyRef: {name: code, key: load.py}}");
        await Kubectl.RunAsync("patch", "secret", "code", "--type=merge", "-p", """{"stringData":{"load.py":"canary_two"}}""");

        await Eventually.HoldsAsync(() => Source.EndsWith("canary_two", StringComparison.Ordinal), "the new content", TimeSpan.FromSeconds(5));

        var shown = await Kubectl.RunAsync("get", "databricksnotebooks,events", "-o", "yaml");
        Assert.DoesNotContain("canary", shown + Process.Log, StringComparison.Ordinal);
        Assert.Empty(await FieldAsync(".status.contentHash"));
    }

    [Fact]
    public async Task Kill_BetweenTheImportAndItsRecord_MakesNoSecondImport()
    {
        await Process.DisposeAsync();
        await using var killed = OperatorProcess.Start(
            Kubectl, Simulator.Url, kubeconfig: await Proxy.WriteKubeconfigAsync(Folder), further: OperatorProcess.WithoutElection);
        using var gate = new SemaphoreSlim(0);
        Proxy.BeforeRequest = async request =>
        {
            if (request.Path.EndsWith("/status", StringComparison.Ordinal)
                && request.Path.Contains("databricksnotebooks", StringComparison.Ordinal) && Calls("workspace/import").Any())
            {
                killed.Kill();
                await gate.WaitAsync(TestContext.Current.CancellationToken);
            }
        };
        Simulator.Workspace.Objects.Create("/Shared/etl/other", "PYTHON", "1");
        await Kubectl.ApplyAsync(Manifest());
        await killed.WaitAsync(TestContext.Current.CancellationToken);
        Proxy.BeforeRequest = _ => Task.CompletedTask;
        Assert.Empty(await FieldAsync(".status.path"));

        await using var next = OperatorInProcess.Start(Kubectl, Simulator.Url, further: OperatorProcess.WithoutElection);
        await Eventually.ReachesAsync(_ => FieldAsync(
            ".status.conditions[?(@.type==\"Ready\")].status"), status => status == "True", "Ready", TimeSpan.FromSeconds(30), status => status + next.Log);

        Assert.Single(Calls("workspace/import"));
        Assert.Equal(2, Simulator.Workspace.Objects.Paths.Count);
    }

    [Fact]
    public async Task Job_ThatNamesTheNotebook_WaitsUntilItIsThere()
    {
        await Kubectl.ApplyAsync("""
            apiVersion: databricks-operator.io/v1alpha1
            kind: DatabricksJob
            metadata: {name: j}
            spec: {tasks: [{taskKey: main, notebookTask: {notebookRef: {name: load}}}]}
            """);
        await Eventually.ReachesAsync(_ => JobAsync(".status.conditions[?(@.type==\"Ready\")].reason"), reason => reason == "DependencyNotReady", "the reason");
        Assert.Equal("True", await JobAsync(".status.conditions[?(@.type==\"Reconciling\")].status"));
        Assert.Empty(await JobAsync(".status.conditions[?(@.type==\"Stalled\")]"));
        Assert.Empty(Simulator.Workspace.Jobs.Ids);

        await ReadyAsync();

        await Eventually.HoldsAsync(() => Simulator.Workspace.Jobs.Ids.Count == 1, "the job", TimeSpan.FromSeconds(10));
        Assert.Equal(
            Path, (string)Simulator.Workspace.Jobs.Find(Simulator.Workspace.Jobs.Ids.Single())!["settings"]!["tasks"]![0]!["notebook_task"]!["notebook_path"]!);
    }

    /// <summary>To notebooks.</summary>
    private int Writes() => Proxy.Journal.Count(request => request.Method == "PATCH" && request.Path.Contains("databricksnotebooks", StringComparison.Ordinal));

    private Task<string> JobAsync(string field) => Kubectl.FieldAsync("databricksjobs", "j", field);

    private async Task<string> ColumnsAsync() =>
        string.Join(' ', (await Kubectl.RunAsync("get", "databricksnotebook", "load", "--no-headers")).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
