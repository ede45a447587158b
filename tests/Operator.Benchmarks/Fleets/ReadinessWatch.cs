using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Operator.Benchmarks.Processes;

namespace Operator.Benchmarks.Fleets;

/// <summary>Follows the objects of one kind in one namespace by a watch, which costs the API server less than polling and shows the moment.</summary>
internal sealed class ReadinessWatch : IAsyncDisposable
{
    /// <summary>Without anything new in between.</summary>
    private const int MostOpened = 20;

    /// <summary>HTTP 410: the version is older than what the API server remembers.</summary>
    private const int Expired = 410;

    private readonly CancellationTokenSource stopping;
    private readonly ControlPlane plane;
    private readonly string path;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<string, Seen> objects = new();
    private readonly ConcurrentQueue<TimeSpan> firstStatuses = new();
    private readonly Task reading;
    private int ready;
    private int deleted;

    private ReadinessWatch(ControlPlane plane, string path, TimeProvider time, CancellationToken cancellationToken)
    {
        (this.plane, this.path, this.time) = (plane, path, time);
        stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        reading = ReadAsync(stopping.Token);
    }

    /// <summary>Objects whose Ready is True of their present generation.</summary>
    public int Ready => Volatile.Read(ref ready);

    public int Deleted => Volatile.Read(ref deleted);

    /// <summary>How long each object was there until it had its first status; of those that the watch has seen without one.</summary>
    public IReadOnlyCollection<TimeSpan> FirstStatuses => firstStatuses;

    public static ReadinessWatch Open(ControlPlane plane, string path, TimeProvider time, CancellationToken cancellationToken) =>
        new(plane, path, time, cancellationToken);

    /// <summary>Ready is True of the present generation.</summary>
    public static bool IsReady(JsonNode entity) =>
        Condition(entity) is { } condition
        && (string?)condition["status"] == "True"
        && (long?)condition["observedGeneration"] == (long?)entity["metadata"]?["generation"];

    /// <summary>That of the type Ready.</summary>
    public static JsonNode? Condition(JsonNode entity) =>
        entity["status"]?["conditions"]?.AsArray().FirstOrDefault(one => (string?)one?["type"] == "Ready");

    public bool IsReadyAt(string name, long generation) =>
        objects.TryGetValue(name, out var seen) && seen.Ready && seen.Generation >= generation;

    /// <exception cref="InvalidOperationException">The watch ended, so that the numbers stand still.</exception>
    public void ThrowIfEnded()
    {
        if (reading.IsCompleted)
        {
            throw new InvalidOperationException("The watch of the measured objects ended.", reading.Exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private Seen See(JsonNode entity) => new(
        (long)entity["metadata"]!["generation"]!, IsReady(entity), entity["status"]?["conditions"] is JsonArray { Count: > 0 }, time.GetTimestamp());

    /// <summary>
    /// The API server ends watches of a kind whose definition it has just taken over, and of those who read too slowly: they go on where they were, or from a
    /// list where that is too long ago.
    /// </summary>
    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var (version, opened) = ("", 0);
        while (opened < MostOpened)
        {
            var next = await FollowAsync(version, cancellationToken) ?? await ListAsync(cancellationToken);
            opened = next == version ? opened + 1 : 0;
            version = next;
        }
    }

    /// <returns>The version to go on from; null when the API server no longer knows it.</returns>
    private async Task<string?> FollowAsync(string version, CancellationToken cancellationToken)
    {
        using var response = await plane.Connection.WatchAsync(
            $"{path}?watch=true&timeoutSeconds=3600&resourceVersion={version}", "application/json", cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            var change = JsonNode.Parse(line)!;
            if ((string?)change["type"] == "ERROR" && (int?)change["object"]!["code"] == Expired)
            {
                return null;
            }

            version = Take(change);
        }

        return version;
    }

    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        var list = JsonNode.Parse(await plane.SendAsync(HttpMethod.Get, path, null, cancellationToken))!;
        var listed = list["items"]!.AsArray().ToDictionary(entity => (string)entity!["metadata"]!["name"]!, entity => See(entity!));
        foreach (var gone in objects.Keys.Where(name => !listed.ContainsKey(name)).ToList())
        {
            Take(gone, null);
            Interlocked.Increment(ref deleted);
        }

        foreach (var (name, seen) in listed)
        {
            Take(name, seen);
        }

        return (string)list["metadata"]!["resourceVersion"]!;
    }

    /// <returns>The version to go on from.</returns>
    private string Take(JsonNode change)
    {
        var entity = change["object"]!;
        switch ((string?)change["type"])
        {
            case "ERROR":
                throw new InvalidOperationException(change.ToJsonString());
            case "DELETED":
                Take((string)entity["metadata"]!["name"]!, null);
                Interlocked.Increment(ref deleted);
                break;
            default:
                Take((string)entity["metadata"]!["name"]!, See(entity));
                break;
        }

        return (string)entity["metadata"]!["resourceVersion"]!;
    }

    /// <param name="name">Of the object.</param>
    /// <param name="seen">Null when it is gone.</param>
    private void Take(string name, Seen? seen)
    {
        objects.TryGetValue(name, out var before);
        var change = (seen?.Ready == true ? 1 : 0) - (before?.Ready == true ? 1 : 0);
        if (before is { HasStatus: false } && seen is not null)
        {
            seen = seen with { Since = before.Since };
            if (seen.HasStatus)
            {
                firstStatuses.Enqueue(time.GetElapsedTime(before.Since));
            }
        }

        if (seen is null)
        {
            objects.TryRemove(name, out _);
        }
        else
        {
            objects[name] = seen;
        }

        Interlocked.Add(ref ready, change);
    }

    /// <param name="Generation">Of the spec.</param>
    /// <param name="Ready">At that generation.</param>
    /// <param name="HasStatus">Any condition at all.</param>
    /// <param name="Since">When it was seen for the first time, for as long as it has no status.</param>
    private sealed record Seen(long Generation, bool Ready, bool HasStatus, long Since);
}
