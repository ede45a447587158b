namespace Databricks.Simulator.Stores;

/// <summary>Ids that are numbers: odd and usually of 18 digits, so that a client that reads them as doubles shows itself (behavior §1.0).</summary>
internal sealed class IdSource(Random random, int digits)
{
    private readonly long smallest = (long)Math.Pow(10, digits - 1);
    private readonly HashSet<long> given = [];

    public long Next()
    {
        long id;
        do
        {
            id = random.NextInt64(smallest, smallest * 10) | 1;
        }
        while (!given.Add(id));

        return id;
    }
}
