using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Databricks.Observation;

namespace Operator.UnitTests.Databricks.Observation;

internal sealed record Thing(string? Id, string State = "idle")
{
    public bool IsMoving { get; init; }

    public bool IsTruncated { get; init; }

    public string? Marker { get; init; }
}

/// <summary>A workspace of things, an observer of it, and everything its audience was told.</summary>
internal sealed class ObservedWorkspace : IObservedRows<Thing>, IObservationAudience
{
    public static readonly ObservationTiming Timing = new();

    public ObservedWorkspace(params Thing[] things)
    {
        foreach (var thing in things)
        {
            Things[thing.Id!] = thing;
            Owned.Add(thing.Id!);
        }

        Observer = new WorkspaceObserver<Thing>(Client, this, this, Timing, Time, Closed.Token);
    }

    public WorkspaceClient Client { get; } = new TestWorkspace().Client;

    /// <summary>Cancelled when the workspace's client goes.</summary>
    public CancellationTokenSource Closed { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 9, 12, 0, 0, TimeSpan.Zero));

    public WorkspaceObserver<Thing> Observer { get; }

    public Dictionary<string, Thing> Things { get; } = [];

    public HashSet<string> Owned { get; } = [];

    public int PageSize { get; set; } = 100;

    public int Lists { get; private set; }

    /// <summary>What every list fails with; null when it succeeds.</summary>
    public DatabricksErrorKind? Failure { get; set; }

    /// <summary>Runs when a list has begun and before it reads anything.</summary>
    public Func<Task> Reading { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs before each page.</summary>
    public Func<CancellationToken, Task> BeforePage { get; set; } = _ => Task.CompletedTask;

    public List<string> Told { get; } = [];

    /// <summary>Released at the end of each list.</summary>
    public SemaphoreSlim Ended { get; } = new(0);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async Task ListAsync() => await Observer.ListSinceAsync(Time.GetUtcNow(), Cancellation);

    /// <summary>Lets time pass, a tick of the observer's loop at a time.</summary>
    public async Task PassAsync(TimeSpan span)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += Timing.Tick)
        {
            Time.Advance(Timing.Tick);
            await Observer.TickAsync(Cancellation);
        }
    }

    public Task<Thing?> GlimpseAsync(string id) => Observer.GlimpseAsync(id, Cancellation);

    public async IAsyncEnumerable<IReadOnlyList<Thing>> PagesAsync(WorkspaceClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Lists++;
        await Reading();
        ThrowFailure();
        // As the service does: each page begins after the last row of the one before, whatever has changed since.
        string? after = null;
        do
        {
            await BeforePage(cancellationToken);
            ThrowFailure();
            var rest = Things.Values.Where(thing => after is null || string.CompareOrdinal(thing.Id, after) > 0)
                .OrderBy(thing => thing.Id, StringComparer.Ordinal).ToList();
            yield return [.. rest.Take(PageSize)];
            after = rest.Count > PageSize ? rest[PageSize - 1].Id : null;
        }
        while (after is not null);
    }

    public string? IdOf(Thing row) => row.Id;

    public string? MarkerOf(Thing row) => row.Marker;

    public string? NameOf(Thing row) => null;

    public ulong FingerprintOf(Thing row) => Fingerprint.Of(row.State);

    public bool IsInTransition(Thing row) => row.IsMoving;

    public bool IsComplete(Thing row) => !row.IsTruncated;

    public bool Owns(string id) => Owned.Contains(id);

    public void Moved(IReadOnlyCollection<string> ids) => Told.AddRange(ids);

    public void ListEnded() => Ended.Release();

    private void ThrowFailure()
    {
        if (Failure is { } kind)
        {
            throw new DatabricksException(new DatabricksError("things/list", kind, "the words"));
        }
    }
}
