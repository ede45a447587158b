using Operator.Api.V1Alpha1;
using Operator.Runtime.Status;

namespace Operator.UnitTests.Managed;

/// <summary>What GitOps tools make of a status: the order of decisions of kstatus.</summary>
internal static class Kstatus
{
    public static string Of(IReportedStatus status, long generation) => status switch
    {
        _ when status.ObservedGeneration is { } observed && observed != generation => "InProgress",
        _ when status.Conditions.IsTrue(ConditionTypes.Reconciling) => "InProgress",
        _ when status.Conditions.IsTrue(ConditionTypes.Stalled) => "Failed",
        _ => status.Conditions.Find(ConditionTypes.Ready)?.Status is null or "True" ? "Current" : "InProgress",
    };
}
