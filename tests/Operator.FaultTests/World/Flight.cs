namespace Operator.FaultTests.World;

/// <summary>A call under way; the world waits for it until it has landed or hangs.</summary>
internal sealed class Flight(Action landed) : IDisposable
{
    private int hasLanded;

    public void Land()
    {
        if (Interlocked.Exchange(ref hasLanded, 1) == 0)
        {
            landed();
        }
    }

    public void Dispose() => Land();
}
