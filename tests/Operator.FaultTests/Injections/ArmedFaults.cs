using Operator.FaultTests.World;

namespace Operator.FaultTests.Injections;

/// <summary>Faults that have yet to meet their call.</summary>
internal sealed class ArmedFaults
{
    private readonly Lock gate = new();
    private readonly Dictionary<(Side, string, string, int), Fault> placed = [];
    private readonly List<Countdown> countdowns = [];

    /// <summary>The fault meets that call, or none.</summary>
    public void Add(Injection injection)
    {
        lock (gate)
        {
            placed[injection.Call.Place] = injection.Fault;
        }
    }

    /// <summary>The fault meets one of the next calls that can go wrong like that.</summary>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="offset">0 for the very next one.</param>
    public void AddNext(Fault fault, int offset)
    {
        lock (gate)
        {
            countdowns.Add(new Countdown(fault, offset));
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            placed.Clear();
            countdowns.Clear();
        }
    }

    /// <summary>The one that meets this call. Another one that is due as well meets the next call.</summary>
    public Fault? Take(Call call, Func<Fault, bool> isBelieved)
    {
        lock (gate)
        {
            if (placed.Remove(call.Place, out var fault))
            {
                return isBelieved(fault) ? null : fault;
            }

            Countdown? met = null;
            foreach (var countdown in countdowns.Where(one => one.Fault.CanMeet(call) && !isBelieved(one.Fault)))
            {
                if (countdown.Left > 0)
                {
                    countdown.Left--;
                }
                else
                {
                    met ??= countdown;
                }
            }

            return met is not null && countdowns.Remove(met) ? met.Fault : null;
        }
    }

    private sealed class Countdown(Fault fault, int offset)
    {
        public Fault Fault => fault;

        public int Left { get; set; } = offset;
    }
}
