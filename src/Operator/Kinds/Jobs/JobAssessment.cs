using Operator.Reconciling;

namespace Operator.Kinds.Jobs;

/// <summary>What a job means when its settings are as they should be: it can be run. How its runs end is data.</summary>
internal static class JobAssessment
{
    public static Outcome Assess() => Outcome.Available();
}
