namespace Operator.Benchmarks.Soak;

/// <summary>Something that goes wrong for a while, or that users do.</summary>
/// <param name="Name">As in the table.</param>
/// <param name="HappenAsync">It happens, and is over; with the number of the round.</param>
/// <param name="IsMended">What has to hold afterwards, besides that all objects are there and Ready.</param>
internal sealed record SoakFault(string Name, Func<int, CancellationToken, Task> HappenAsync, Func<bool> IsMended)
{
    public SoakFault(string name, Func<int, CancellationToken, Task> happenAsync)
        : this(name, happenAsync, () => true)
    {
    }

    public static IReadOnlyList<SoakFault> All(SoakSystem system, TimeSpan length, TimeProvider time)
    {
        var changes = new ObjectChanges(system, time);
        return
        [
            new("objects are edited", changes.EditAsync),
            .. new WorkspaceFaults(system, changes, length, time).All,
            .. new ApiServerFaults(system, changes, length, time).All,
            new("objects are changed and removed in the workspace", changes.DriftAsync, changes.IsDriftMended),
            new("objects are deleted and created anew", changes.RecreateAsync),
        ];
    }
}
