using Databricks.Simulator.Hosting;
using Databricks.Simulator.WorkspaceObjects;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Notebooks;

/// <summary>What people change in the workspace is put right.</summary>
public sealed class NotebookDriftTests(ControlPlane controlPlane) : NotebookTestBase(controlPlane)
{
    [Fact]
    public async Task Drift_OfTheContentThatNoListShows_IsPutRightAndReported()
    {
        await ReadyAsync();

        Simulator.Workspace.Objects.Change(Path, _ => "edited");
        await Eventually.HoldsAsync(() => Source.EndsWith("print(1)", StringComparison.Ordinal), "the repair", TimeSpan.FromSeconds(25));

        await Eventually.ReachesAsync(_ => EventsAsync(), events => events.Contains("DriftDetected") && events.Contains("DriftCorrected"), "both events");
    }

    [Fact]
    public async Task Drift_ThatMovesTheRowOfAList_IsPutRightLongBeforeTheRecheck()
    {
        await Process.DisposeAsync();
        await using var telling = await SimulatorHost.StartAsync(
            new SimulatorOptions { Workspaces = [new WorkspaceOptions { Objects = new ObjectOptions { TellsTimesOfNotebooks = true } }] },
            TestContext.Current.CancellationToken);
        Process = OperatorInProcess.Start(
            Kubectl, telling.Url, further: new Dictionary<string, string>(OperatorProcess.WithoutElection) { ["OPERATOR__RECHECKSECONDS"] = "600" });
        await Kubectl.ApplyAsync(Manifest());
        await Eventually.HoldsAsync(() => telling.Workspace.Journal.Of("workspace/list").Count >= 2, "two looks at the workspace", describe: () => Process.Log);

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

        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = Simulator.Url };
        client.DefaultRequestHeaders.Authorization = new("Bearer", "dapi-simulator");
        client.DefaultRequestHeaders.UserAgent.ParseAdd("tests/1.0");
        using var body = new StringContent(
            """{"access_control_list":[{"user_name":"operator@example.com","permission_level":"CAN_MANAGE"}]}""",
            System.Text.Encoding.UTF8,
            "application/json");
        using var answer = await client.PutAsync(
            new Uri($"/api/2.0/permissions/notebooks/{Find()["object_id"]}", UriKind.Relative), body, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();

        await Eventually.HoldsAsync(() => Calls("permissions/set").Count() >= before + 2, "the repair", TimeSpan.FromSeconds(25));
        Assert.Contains("analysts", Calls("permissions/set").Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeletedInTheWorkspace_ByAPerson_IsImportedAnew()
    {
        await ReadyAsync();
        var old = await FieldAsync(".status.objectId");

        Simulator.Workspace.Objects.Remove(Path);

        await Eventually.ReachesAsync(_ => FieldAsync(".status.objectId"), id => id.Length > 0 && id != old, "another id in status");
        Assert.Equal([Path], Simulator.Workspace.Objects.Paths);
    }
}
