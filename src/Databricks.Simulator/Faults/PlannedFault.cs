namespace Databricks.Simulator.Faults;

/// <summary>A fault in force.</summary>
public sealed class PlannedFault
{
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal PlannedFault(long id, Fault fault)
    {
        Id = id;
        Fault = fault;
    }

    public long Id { get; }

    public Fault Fault { get; }

    /// <summary>How many calls matched so far, hit or not.</summary>
    public int Matched { get; private set; }

    internal Task Released => released.Task;

    /// <summary>Lets the calls that hang on this fault go on, and those to come.</summary>
    public void Release() => released.TrySetResult();

    /// <summary>Counts a call; true when this is one the fault hits.</summary>
    internal bool Take(string operation)
    {
        if (Fault.Operation != "*" && Fault.Operation != operation)
        {
            return false;
        }

        Matched++;
        return Matched > Fault.Skip && (Fault.Count is not { } count || Matched <= Fault.Skip + count);
    }
}
