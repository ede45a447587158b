namespace Databricks.Simulator.Faults;

/// <summary>The faults in force in a workspace. A call is counted by every fault that matches it, once, when it arrives.</summary>
public sealed class FaultPlan
{
    private readonly Lock gate = new();
    private readonly List<PlannedFault> faults = [];
    private long lastId;

    internal FaultPlan()
    {
    }

    public IReadOnlyList<PlannedFault> Faults
    {
        get
        {
            lock (gate)
            {
                return [.. faults];
            }
        }
    }

    public PlannedFault Add(Fault fault)
    {
        lock (gate)
        {
            var planned = new PlannedFault(++lastId, fault);
            faults.Add(planned);
            return planned;
        }
    }

    /// <summary>Ends a fault and releases the calls that hang on it; false when there is none of that id.</summary>
    public bool Remove(long id)
    {
        lock (gate)
        {
            if (faults.Find(fault => fault.Id == id) is not { } planned)
            {
                return false;
            }

            faults.Remove(planned);
            planned.Release();
            return true;
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            faults.ForEach(fault => fault.Release());
            faults.Clear();
        }
    }

    internal IReadOnlyList<PlannedFault> Take(string operation)
    {
        lock (gate)
        {
            // ToList, not a lazy query: every fault has to count the call, whichever is hit first.
            return faults.Where(fault => fault.Take(operation)).ToList();
        }
    }
}
