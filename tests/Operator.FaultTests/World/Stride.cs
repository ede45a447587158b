namespace Operator.FaultTests.World;

/// <summary>How far the world goes at once, on its clock and on the real one.</summary>
internal static class Stride
{
    /// <summary>How many worlds go on beside each other: each waits more than it works.</summary>
    public static ParallelOptions Beside { get; } = new() { MaxDegreeOfParallelism = 16 * System.Environment.ProcessorCount };

    /// <summary>Short at first, and never longer than half a minute.</summary>
    public static TimeSpan After(TimeSpan elapsed) => TimeSpan.FromSeconds(Math.Clamp(elapsed.TotalSeconds / 30, 1, 30));

    /// <summary>About thirty for the whole time, or more where they would be too long.</summary>
    public static TimeSpan Of(TimeSpan time) => TimeSpan.FromSeconds(Math.Clamp(time.TotalSeconds / 30, 1, 30));

    /// <summary>Most passes end at once; a call takes a moment.</summary>
    public static async Task PauseAsync(int round)
    {
        if (round < 20)
        {
            await Task.Yield();
        }
        else
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
        }
    }
}
