using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Operator.Api.V1Alpha1;
using Operator.Options;
using Operator.Reconciling;
using Operator.Runtime.Informers;
using Operator.UnitTests.Kinds.Harness;
using Reporter = Operator.Reconciling.StatusReporter<
    Operator.Api.V1Alpha1.DatabricksCluster,
    Operator.Api.V1Alpha1.DatabricksClusterSpec,
    Operator.Api.V1Alpha1.DatabricksClusterStatus>;

namespace Operator.UnitTests.Reconciling;

/// <summary>Whoever looks at warnings only sees everything that goes wrong, and nothing that is on its way.</summary>
public sealed class FailingReasonTests
{
    /// <summary>Those of an object that has ended well or waits.</summary>
    private static readonly HashSet<string> Ordinary =
    [
        "DependencyNotReady", "WorkspaceNotReady", "RunSucceeded", "RunSucceededWithFailures", "Suspended", "InSync", "DriftCorrecting", "DisruptionDenied",
        "ChangesPlanned", "Observed",
    ];

    /// <summary>Those of an object that gets where it was sent.</summary>
    private static readonly HashSet<string> Progress =
        ["Available", "Provisioning", "Updating", "Restarting", "Starting", "Stopping", "Deleting", "RunRunning"];

    public static TheoryData<string> All => [.. typeof(Reasons).GetFields().Select(reason => (string)reason.GetRawConstantValue()!)];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Conclude_NotReadyAndTriedAgain_IsAWarningUnlessItIsOnItsWay(string reason)
    {
        var events = await EventsOfAsync(new ReconcileOutcome
        {
            Ready = ConditionValue.False(reason, "why"),
            Synced = ConditionValue.Unknown(reason, "why"),
            IsReconciling = true,
        });

        Assert.Equal(Progress.Contains(reason) ? [] : [$"{(Ordinary.Contains(reason) ? "Normal" : "Warning")} {reason}: why"], events);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Conclude_Stalled_IsAWarningWhateverTheReason(string reason) =>
        Assert.Equal([$"Warning {reason}: why"], await EventsOfAsync(ReconcileOutcome.Stalled(reason, "why")));

    /// <summary>Who was warned is told when it is over, and no one else what the conditions say anyway.</summary>
    [Theory]
    [InlineData(Reasons.StartFailed, true)]
    [InlineData(Reasons.WorkspaceNotReady, true)]
    [InlineData(Reasons.Provisioning, false)]
    public async Task Conclude_ReadyAfterAnotherReason_IsAnEventWhereThatWasOne(string before, bool isEvent)
    {
        var events = await EventsOfAsync(ReconcileOutcome.Available("up"), cluster => cluster.Status.Conditions =
            [new() { Type = ConditionTypes.Ready, Status = "False", Reason = before, Message = "", LastTransitionTime = DateTime.UnixEpoch }]);

        Assert.Equal(isEvent ? ["Normal Available: up"] : [], events);
    }

    private static async Task<IReadOnlyList<string>> EventsOfAsync(ReconcileOutcome outcome, Action<DatabricksCluster>? change = null)
    {
        var record = new HarnessRecord();
        var api = new HarnessApiServer(record);
        using var process = new HarnessProcess(api, record, new FakeTimeProvider(), new OperatorOptions(), _ => { });
        var cluster = Kinds.Clusters.Clusters.Fixed();
        change?.Invoke(cluster);
        var type = process.Get<Operator.Runtime.Client.EntitySerializer>().TypeInfo<DatabricksCluster>();
        api.Objects.Put(
            "/apis/databricks-operator.io/v1alpha1/namespaces/team/databricksclusters/etl",
            System.Text.Json.JsonSerializer.SerializeToNode(cluster, type)!.AsObject());
        process.See<DatabricksCluster>(api.Objects.Find("/apis/databricks-operator.io/v1alpha1/namespaces/team/databricksclusters/etl"));
        var stored = Assert.Single(process.Get<ObjectStore<DatabricksCluster>>().Objects);
        var reporter = process.Get<Reporter>();

        await reporter.ConcludeAsync(new Pass<DatabricksCluster>(reporter.Copy(stored)), outcome, TestContext.Current.CancellationToken);

        return record.Events;
    }
}
