using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Commands;
using Operator.Databricks.Errors;
using Operator.Managed;
using Operator.UnitTests.Managed;
using static Operator.Databricks.Errors.DatabricksErrorKind;
using static Operator.UnitTests.Conditions.Arrangements;

namespace Operator.UnitTests.Conditions;

/// <summary>
/// The table of what users' tools see, by situation: conditions from whole passes, judged as kstatus (Flux, kubectl wait) and Argo CD's health engine judge
/// them. A wait that ends by itself is InProgress, one that only a person can end is Failed, and Current means that this very spec is in the workspace.
/// </summary>
public sealed class SituationTests
{
    private const string Healthy = "Healthy";
    private const string Progressing = "Progressing";
    private const string Degraded = "Degraded";

    private static readonly Change Immutable = Change.None with { Unchangeable = ["path"] };
    private static readonly Change Later = Change.None with { Fields = ["libraries"], Later = "Once the cluster runs, libraries are installed: a" };

    private static readonly (Situation Situation, Func<PassHarness, Task> Arrange)[] Rows =
    [
        (new("created, and made a moment ago", "InProgress", Progressing, "False/Provisioning"), pass => pass.ReconcileAsync()),
        (new("settled", "Current", Healthy, "True/Available"), pass => SettledAsync(pass)),
        (new("edited, not seen yet", "InProgress", Progressing, "True/Available"), async pass => Edit(await SettledAsync(pass))),
        (new("edited and sent", "InProgress", Progressing, "False/Updating"), pass => EditedAsync(pass, pass.External.Change)),
        (new("edited, and the workspace is in the way", "InProgress", Progressing, "False/Updating"), pass => EditedAsync(
            pass, Change.Wait("The cluster is PENDING", ["a"]))),
        (new("invalid", "Failed", Degraded, "False/InvalidSpec"), pass => Broken(pass).ReconcileAsync()),
        (new("edited to something invalid", "Failed", Degraded, "False/InvalidSpec"), async pass =>
            await Broken(Edit(await SettledAsync(pass))).ReconcileAsync()),
        (new("edit refused", "Failed", Degraded, "False/Rejected"), pass => EditedAsync(pass, pass.External.Change, Invalid)),
        (new("edit of what cannot change", "Failed", Degraded, "False/ImmutableFieldChanged"), pass => EditedAsync(pass, Immutable)),
        (new("setting taken and not kept", "Failed", Degraded, "False/Rejected"), pass => NotKeptAsync(pass)),
        (new("edit for later", "Current", Healthy, "True/Available"), pass => EditedAsync(pass, Later)),
        (new("edit that waits for an idle cluster", "InProgress", Progressing, "False/DisruptionDenied"), pass => EditedAsync(
            pass, Withheld(endsByItself: true))),
        (new("edit that waits for a person", "Failed", Degraded, "False/DisruptionDenied"), pass => EditedAsync(pass, Withheld(endsByItself: false))),
        (new("drift that waits for an idle cluster", "InProgress", Progressing, "True/Available"), pass => DriftedAsync(pass, Withheld(endsByItself: true))),
        (new("drift that waits for a person", "Failed", Degraded, "False/DisruptionDenied"), pass => DriftedAsync(pass, Withheld(endsByItself: false))),
        (new("suspended after it was ready", "Current", "Suspended", "True/Available"), async pass => await Suspend(await SettledAsync(pass)).ReconcileAsync()),
        (new("edited while suspended", "InProgress", "Suspended", "True/Available"), async pass =>
        {
            await Suspend(await SettledAsync(pass)).ReconcileAsync();
            await Edit(pass).ReconcileAsync();
        }),
        (new("edited and set back while suspended", "Current", "Suspended", "True/Available"), async pass =>
        {
            await Suspend(await SettledAsync(pass)).ReconcileAsync();
            await Edit(pass).ReconcileAsync();
            await Edit(pass, 2).ReconcileAsync();
        }),
        (new("suspended with an edit", "InProgress", "Suspended", "True/Available"), async pass =>
            await Suspend(await SettledAsync(pass), spec => spec.NumWorkers = 9).ReconcileAsync()),
        (new("stalled, then suspended", "Failed", "Suspended", "False/InvalidSpec"), async pass =>
        {
            await Broken(pass).ReconcileAsync();
            await Suspend(pass).ReconcileAsync();
        }),
        (new("created suspended", "InProgress", "Suspended", "Unknown/Suspended"), pass => Suspend(pass).ReconcileAsync()),
        (new("suspended, edited and let go on", "Current", Healthy, "True/Available"), async pass =>
        {
            await Suspend(await SettledAsync(pass), spec => spec.NumWorkers = 9).ReconcileAsync();
            pass.Edit(spec => spec.Suspend = null);
            await pass.ReconcileAsync();
        }),
        (new("observed, and different", "Current", Healthy, "True/Available"), pass => ReadOnlyAsync(pass, ManagementPolicy.Observe, exists: true)),
        (new("observed, and not there", "Failed", Degraded, "False/RemoteMissing"), pass => ReadOnlyAsync(pass, ManagementPolicy.Observe, exists: false)),
        (new("plan of a change", "Current", Healthy, "True/Available"), pass => ReadOnlyAsync(pass, ManagementPolicy.Plan, exists: true)),
        (new("plan of a new object", "Failed", Degraded, "False/RemoteMissing"), pass => ReadOnlyAsync(pass, ManagementPolicy.Plan, exists: false)),
        (new("drift that is only reported", "Current", Healthy, "True/Available"), async pass =>
        {
            pass.Apply(cluster => cluster.Spec.Policies = new ClusterPolicies { Drift = DriftPolicy.Report });
            await Differ(await SettledAsync(pass)).ReconcileAsync();
        }),
        (new("drift being corrected", "InProgress", Progressing, "False/Updating"), async pass => await Differ(await SettledAsync(pass)).ReconcileAsync()),
        (new("correction of drift held up by an outage", "InProgress", Progressing, "True/Available"), async pass => await FailAsync(
            Differ(await SettledAsync(pass)), "act", Transient)),
        (new("change of ours held up by an outage", "InProgress", Progressing, "Unknown/ApiUnavailable"), async pass =>
        {
            await SettledAsync(pass);
            pass.External.Change = new Change(PlanAction.Update, ["content"], false, "Imported again") { Renewed = ["content"] };
            await FailAsync(Differ(pass), "act", Transient);
        }),
        (new("invalid annotation", "Current", Healthy, "True/Available"), async pass =>
        {
            await SettledAsync(pass);
            pass.Apply(cluster => cluster.Metadata.Annotations = new Dictionary<string, string> { [Annotations.DeletionPolicy] = "Orphan" });
            await pass.ReconcileAsync();
        }),
        (new("no workspace", "InProgress", Progressing, "False/WorkspaceNotReady"), pass => WithoutWorkspaceAsync(pass, isStalled: false)),
        (new("stalled workspace", "Failed", Degraded, "False/WorkspaceNotReady"), pass => WithoutWorkspaceAsync(pass, isStalled: true)),
        (new("deletion under way", "Terminating", Progressing, "False/Deleting"), async pass =>
        {
            pass.External.DeletesAtOnce = false;
            await SettledAsync(pass);
            await pass.FinalizeAsync();
        }),
        (new("deletion refused for ten minutes", "Terminating", Progressing, "False/DeleteFailed"), async pass =>
        {
            await SettledAsync(pass);
            pass.External.Failures["delete"] = (PassHarness.Failure(PermissionDenied), false);
            await pass.FinalizeAsync();
            pass.Time.Advance(TimeSpan.FromMinutes(11));
            await pass.FinalizeAsync();
        }),
        (new("starting", "InProgress", Progressing, "False/Provisioning"), pass => AssessedAsync(pass, "PENDING")),
        (new("terminated for an ordinary reason", "Current", Healthy, "True/Available"), pass => AssessedAsync(pass, "TERMINATED", "SUCCESS")),
        (new("start failed", "Failed", Degraded, "False/StartFailed"), pass => AssessedAsync(pass, "TERMINATED", "CLIENT_ERROR")),
        (new("start failed before the last edit", "Current", Healthy, "True/Available"), async pass =>
        {
            await AssessedAsync(pass, "TERMINATED", "CLIENT_ERROR");
            await Edit(pass).ReconcileAsync();
        }),
        (new("start failed and is tried again", "InProgress", Progressing, "False/StartFailed"), pass => TriedAgainAsync(pass, null)),
        (new("start failed and is tried again for the third time", "InProgress", Progressing, "False/StartFailed"), pass => TriedAgainAsync(pass, 2)),
        (new("start failed and is tried again for the fourth time", "InProgress", Degraded, "False/StartFailed"), pass => TriedAgainAsync(pass, 3)),
        .. Failures(Transient, 0, 15, 90, 600).Select(row => Of(row, "True/Available", "InProgress", Progressing)),
        .. Failures(Throttled, 0, 600).Select(row => Of(row, "True/Available", "InProgress", Progressing)),
        .. Failures(PermissionDenied, 0, 5, 35).Select(row => Of(row, "True/Available", "InProgress", Progressing)),
        .. Failures(PermissionDenied, 60, 590).Select(row => Of(row, "False/PermissionDenied", "InProgress", Degraded)),
        .. Failures(PermissionDenied, 600, 6000).Select(row => Of(row, "False/PermissionDenied", "Failed", Degraded)),
        .. Failures(Unauthenticated, 0, 35).Select(row => Of(row, "True/Available", "InProgress", Progressing)),
        .. Failures(Unauthenticated, 600).Select(row => Of(row, "False/AuthenticationFailed", "Failed", Degraded)),
        .. Failures(Quota, 0, 15).Select(row => Of(row, "False/Rejected", "InProgress", Progressing)),
        .. Failures(Quota, 600).Select(row => Of(row, "False/Rejected", "Failed", Degraded)),
        (new("one 403 at the creation", "InProgress", Progressing, "Unknown/PermissionDenied"), pass => FailAsync(pass, "create", PermissionDenied)),
        (new("outage at the creation", "InProgress", Progressing, "Unknown/ApiUnavailable"), pass => FailAsync(pass, "create", Transient)),
        (new("outage after an edit", "InProgress", Progressing, "Unknown/ApiUnavailable"), async pass => await FailAsync(
            Edit(await SettledAsync(pass)), "get", Transient)),
        (new("one 403 and good again", "Current", Healthy, "True/Available"), async pass =>
        {
            await FailAsync(await SettledAsync(pass), "get", PermissionDenied);
            pass.External.Failures.Clear();
            await pass.ReconcileAsync();
        }),
    ];

    public static TheoryData<string> Names => [.. Rows.Select(row => row.Situation.Name)];

    public static TheoryData<string> Kinds => [.. GeneratedFiles.Definitions().Select(definition => (string)definition["spec"]!["names"]!["kind"]!)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Reconcile_InASituation_GivesTheVerdictsOfTheTable(string name)
    {
        var (situation, arrange) = Rows.Single(row => row.Situation.Name == name);
        using var pass = PassHarness.Start();

        await arrange(pass);

        Assert.Equal(situation.Expected, Situation.Of(pass.Stored));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Definition_OfAKind_MakesANewObjectOneThatIsWaitedFor(string kind)
    {
        var status = GeneratedFiles.Definitions().Single(definition => (string)definition["spec"]!["names"]!["kind"]! == kind)
            ["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["status"]!;
        var created =
            new JsonObject { ["metadata"] = new JsonObject { ["generation"] = 1 }, ["spec"] = new JsonObject(), ["status"] = status["default"]?.DeepClone() };

        Assert.Equal(("InProgress", "Progressing"), (Judges.Kstatus(created), Judges.Argo(created).Status));
        Assert.True((long)status["properties"]!["observedGeneration"]!["minimum"]! <= (long)status["default"]!["observedGeneration"]!);
    }

    [Fact]
    public void Rows_OfTheTable_AreNamedOnce() => Assert.Equal(Rows.Length, Rows.DistinctBy(row => row.Situation.Name).Count());

    /// <summary>A ready object whose every look fails in the same way, looked at after each of these times.</summary>
    private static IEnumerable<(string Name, Func<PassHarness, Task> Arrange)> Failures(
        DatabricksErrorKind kind, params int[] seconds) => seconds.Select(last => (
        $"{kind} for {last} s",
        (Func<PassHarness, Task>)(async pass =>
        {
            await FailAsync(await SettledAsync(pass), "get", kind);
            pass.Time.Advance(TimeSpan.FromSeconds(last));
            await pass.ReconcileAsync();
        })));

    private static Change Withheld(bool endsByItself) => Later with { Withheld = new WithheldSettings(Later.Fields, endsByItself) };

    private static (Situation, Func<PassHarness, Task>) Of((string Name, Func<PassHarness, Task> Arrange) row, string ready, string kstatus, string argo) =>
        (new Situation(row.Name, kstatus, argo, ready), row.Arrange);
}
