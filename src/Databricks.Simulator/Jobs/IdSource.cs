namespace Databricks.Simulator.Jobs;

/// <summary>Ids of jobs and runs: 18 digits and odd, so that a client that reads them as doubles shows itself (F§1.0).</summary>
internal sealed class IdSource(Random random)
{
    private const long Smallest = 100_000_000_000_000_000;
    private readonly HashSet<long> given = [];

    public long Next()
    {
        long id;
        do
        {
            id = random.NextInt64(Smallest, Smallest * 10) | 1;
        }
        while (!given.Add(id));

        return id;
    }
}
