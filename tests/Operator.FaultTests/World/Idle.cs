namespace Operator.FaultTests.World;

/// <summary>Time in which people do nothing.</summary>
internal static class Idle
{
    /// <summary>Two of the regular looks at what no list shows.</summary>
    public static TimeSpan Rest { get; } = TimeSpan.FromMinutes(22);

    /// <summary>Longer than one of the regular looks.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromMinutes(11);

    /// <summary>Lets the operator work while so much time passes.</summary>
    public static async Task PassAsync(FaultWorld world, TimeSpan time)
    {
        var deadline = world.Time.GetUtcNow() + time;
        await world.RestAsync();
        while (world.Time.GetUtcNow() < deadline)
        {
            world.Pass(Stride.Of(time));
            await world.RestAsync();
        }
    }

    /// <returns>
    /// What the operator writes in that time although all is as it should be. Reads and watches that lag may show so too early, and the first of the regular
    /// looks adds what a list does not have, as who a job runs as: what they bring in the minutes before is part of the recovery.
    /// Empty when a fault met a call during that time, because what follows is recovery.
    /// </returns>
    public static async Task<IReadOnlyList<Call>> WritesAsync(FaultWorld world, TimeSpan time)
    {
        await PassAsync(world, Aftermath);
        var (calls, hits) = (world.Calls.Count, world.Hits);
        await PassAsync(world, time);
        return hits == world.Hits ? [.. world.Calls.Skip(calls).Where(call => call.IsChange)] : [];
    }
}
