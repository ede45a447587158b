using System.Collections.Concurrent;
using Operator.FaultTests.Scenarios;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Oracles;

/// <summary>
/// What must hold whatever goes wrong, watched during every case and asked at its end. Each promise has one oracle; a case has failed when one of them has
/// anything to say.
/// </summary>
internal sealed class OracleSet
{
    private readonly FaultWorld world;
    private readonly ConcurrentQueue<string> violations = new();
    private readonly CallOracle calls;
    private readonly StatusOracle statuses;
    private readonly HonestyOracle honesty;
    private readonly RemoteOracle remotes;
    private readonly HandsOffOracle handsOff;

    public OracleSet(FaultWorld world)
    {
        this.world = world;
        calls = new CallOracle(world, Report);
        statuses = new StatusOracle(world, Report);
        honesty = new HonestyOracle(world, Report);
        remotes = new RemoteOracle(world, Report);
        handsOff = new HandsOffOracle(world, Report);
        WrittenOver = new WrittenOver(world);
    }

    /// <summary>The objects of the case.</summary>
    public IReadOnlyList<Thing> Things { get; private set; } = [];

    /// <summary>Resources that went while their spec said that the object is to stay.</summary>
    public ConcurrentDictionary<Thing, bool> Kept { get; } = [];

    public WrittenOver WrittenOver { get; }

    public IReadOnlyList<string> Violations => [.. violations];

    public void Watch(IReadOnlyList<Thing> things)
    {
        Things = things;
        remotes.Remember();
    }

    /// <summary>What others have has come to rest, and stays as it is from now on.</summary>
    public void NoteForeign() => remotes.Note();

    public void Report(Promise promise, string text) => violations.Enqueue($"{promise.Text()}: {text}");

    /// <summary>A call leaves the process.</summary>
    public void Begun(Call call, OperatorLife life) => calls.Begun(call, life);

    /// <summary>A call to the workspace leaves the process, with this path and body.</summary>
    public void Sent(Call call, string content, OperatorLife life)
    {
        Trace.Sent(world, call, content, life);
        calls.Sent(call, content, life);
        handsOff.Sent(call, content);
    }

    public void Answered(Call call, HttpResponseMessage answer)
    {
        Trace.Answered(world, call, answer);
        calls.Answered(call, answer);
    }

    /// <summary>Something may have changed in the workspace, or in what is wanted of it.</summary>
    public void Happened()
    {
        honesty.Look();
        handsOff.Look();
    }

    /// <summary>The API server has taken a write of the operator.</summary>
    public void Written(ObservedWrite write, OperatorLife life)
    {
        Trace.Written(world, write.Path, write.After, life);
        statuses.Written(write, life);
        honesty.Written(write);
        if (Things.FirstOrDefault(thing => Users.PathOf(thing.Plural, thing.Name) == write.Path) is { } thing)
        {
            WrittenOver.Look(Truths.PathOf(thing), write.Before);
            WrittenOver.Look(Truths.PathOf(thing), write.After ?? write.Before);
        }

        remotes.Written(write);
    }

    /// <summary>Nothing is on its way: what is there must be what there should be.</summary>
    public void AtRest()
    {
        remotes.AtRest();
        handsOff.AtRest();
    }

    /// <summary>The case is over.</summary>
    /// <param name="usual">How often each costly operation takes effect when nothing goes wrong; null where no such case is known.</param>
    public void AtEnd(IReadOnlyDictionary<string, int>? usual)
    {
        remotes.AtEnd(usual);
        foreach (var leak in world.Spoken.Leaks.Take(3))
        {
            Report(Promise.NoSecret, leak);
        }

        foreach (var mishap in world.Spoken.Mishaps.Take(3))
        {
            Report(Promise.NoMishap, mishap);
        }
    }
}
