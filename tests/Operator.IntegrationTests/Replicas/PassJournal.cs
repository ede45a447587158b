using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Operator.Runtime.Client;

namespace Operator.IntegrationTests.Replicas;

/// <summary>One pass over one object; times are timestamps of <see cref="Stopwatch"/>, which all processes of a machine share.</summary>
public sealed record Pass(string Kind, string Name, int Size, long Begin, long End)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind} {Name} {Size} {Begin} {End}");

    public static Pass Parse(string line)
    {
        var parts = line.Split(' ');
        return new(parts[0], parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture), long.Parse(parts[3], CultureInfo.InvariantCulture), long.Parse(
            parts[4], CultureInfo.InvariantCulture));
    }
}

/// <summary>What a replica's controller did. A pass is written twice: when it begins (with no end) and when it has ended.</summary>
public sealed class PassJournal(Action<Pass>? write = null)
{
    private readonly ConcurrentQueue<Pass> passes = new();
    private readonly ConcurrentDictionary<string, byte> active = new();
    private int overlaps;

    /// <summary>How long a pass takes.</summary>
    public TimeSpan Work { get; set; } = TimeSpan.FromMilliseconds(5);

    public IReadOnlyList<Pass> Passes => [.. passes];

    /// <summary>How often a pass over an object began while another one was under way.</summary>
    public int Overlaps => Volatile.Read(ref overlaps);

    public async Task RecordAsync(string kind, Widget widget, Func<Task> work, CancellationToken cancellationToken)
    {
        var key = ObjectKey.Of(widget).ToString();
        if (!active.TryAdd(key, 0))
        {
            Interlocked.Increment(ref overlaps);
        }

        var pass = new Pass(kind, widget.Metadata.Name, widget.Spec.Size, Stopwatch.GetTimestamp(), 0);
        write?.Invoke(pass);
        try
        {
            await Task.Delay(Work, TimeProvider.System, cancellationToken);
            await work();
        }
        finally
        {
            pass = pass with { End = Stopwatch.GetTimestamp() };
            active.TryRemove(key, out _);
            passes.Enqueue(pass);
            write?.Invoke(pass);
        }
    }
}
