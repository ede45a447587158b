namespace Operator.Benchmarks.Soak;

/// <summary>How long things last.</summary>
/// <param name="Objects">Of all kinds together.</param>
/// <param name="Length">Of the whole, from the first moment in which all objects are Ready.</param>
/// <param name="Faults">Only those whose name has this text; empty for all.</param>
internal sealed record SoakPlan(int Objects, TimeSpan Length, string Faults)
{
    /// <summary>Below it the slopes are noise: such a run is to see that the soak works, with hardly a rest between faults.</summary>
    private static readonly TimeSpan Judged = TimeSpan.FromMinutes(20);

    /// <summary>In each stretch of rest: one may meet a list that is being read, which all three hardly do.</summary>
    public const int Collections = 3;

    /// <summary>After the last fault: longer than the period of a workspace's lists, which is when the operator would correct something.</summary>
    public static readonly TimeSpan LastRest = TimeSpan.FromSeconds(75);

    /// <summary>Until all is as it should be again. A workspace that was away is asked again at least every five minutes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(7);

    public bool IsJudged => Length >= Judged;

    public TimeSpan Fault => TimeSpan.FromSeconds(IsJudged ? 20 : 5);

    /// <summary>Of a stretch of rest the second half is what counts.</summary>
    public TimeSpan Rest => TimeSpan.FromSeconds(IsJudged ? 60 : 10);

    public TimeSpan BetweenCollections => Rest / 2 / Collections;
}
