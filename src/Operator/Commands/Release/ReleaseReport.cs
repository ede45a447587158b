namespace Operator.Commands.Release;

/// <summary>How a release ended, in words and as an exit code.</summary>
internal static class ReleaseReport
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int ObjectsAreLeft = 3;

    private const int Shown = 20;

    public static int ExitCode(IReadOnlyList<ReleasedObject> left) => left.Count == 0 ? Done : ObjectsAreLeft;

    public static IEnumerable<string> Lines(ReleasePolicy policy, IReadOnlyList<ReleasedObject> left)
    {
        if (left.Count == 0)
        {
            yield return policy == ReleasePolicy.Keep ? "No object is left." : "All objects are released.";
            yield break;
        }

        yield return policy == ReleasePolicy.Keep
            ? $"{Count(left)} left, and once the operator is gone none with its finalizer can be deleted:"
            : $"{Count(left)} left when the time was over:";
        foreach (var resource in left.Take(Shown))
        {
            yield return $"  {resource}: {State(resource)}";
        }

        if (left.Count > Shown)
        {
            yield return $"  and {left.Count - Shown} more";
        }

        yield return WayOut(policy);
    }

    private static string State(ReleasedObject resource) => resource switch
    {
        { IsBeingDeleted: false } => "is not being deleted",
        { IsHeld: false } => $"waits for the finalizers of others: {string.Join(", ", resource.Finalizers)}",
        { Message: { } message } => message,
        _ => "the operator has not answered its deletion yet; is it running?",
    };

    private static string Count(IReadOnlyList<ReleasedObject> left) => left.Count == 1 ? "1 object is" : $"{left.Count} objects are";

    private static string WayOut(ReleasePolicy policy) => policy switch
    {
        ReleasePolicy.Keep => "Run again with --policy Retain (keeps what is in Databricks), Delete (each under its own policy) or Abandon (without a call).",
        ReleasePolicy.Abandon => "What holds them is not the operator: look at their finalizers, and at what creates them again.",
        _ => "Mend what they say and run again, stop what creates them again (such as Argo CD or Flux), or use --policy Abandon, which needs no workspace.",
    };
}
