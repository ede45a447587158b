using System.Net;
using System.Text.Json.Nodes;
using Operator.FaultTests.Injections;
using Operator.UnitTests.Runtime.Support;

namespace Operator.FaultTests.World;

/// <summary>The API server: requests of the operator, which fail as the injection says, writes of users, and the watches that show both.</summary>
internal sealed class KubernetesSide(FaultWorld world)
{
    private const string Status = "/status";
    private readonly Lock gate = new();
    private readonly Lock writing = new();
    private readonly List<(DateTimeOffset Due, string Path, JsonObject Object, bool IsGone)> held = [];
    private DateTimeOffset holdUntil = DateTimeOffset.MinValue;

    public InMemoryApiServer Objects { get; } = new();

    public async Task<HttpResponseMessage> AnswerAsync(OperatorLife life, StubRequest request, CancellationToken cancellationToken)
    {
        await life.EndIfDeadAsync(cancellationToken).ConfigureAwait(false);
        var isChange = request.Method != HttpMethod.Get;
        var call = world.Begin(Side.Kubernetes, NameOf(request), isChange, life);
        world.Spoken.Say(isChange ? request.Body : "");
        var exchange = new KubernetesExchange(world, life, request, () => Perform(life, request), cancellationToken);
        var answer = world.FaultOf(call) is KubernetesFault fault
            ? await fault.Apply(exchange).ConfigureAwait(false)
            : exchange.Perform();
        await life.EndIfDeadAsync(cancellationToken).ConfigureAwait(false);
        return answer;
    }

    /// <summary>A write of somebody else.</summary>
    public void Put(string path, JsonObject json)
    {
        Objects.Put(path, json);
        Show(path, Objects.Find(path)!, isGone: false);
    }

    public void Remove(string path)
    {
        var last = Objects.Find(path)!;
        Objects.Remove(path);
        Show(path, last, isGone: true);
    }

    /// <summary>Somebody else changes an object, as it is at that moment. Nothing happens when it is gone.</summary>
    public void Change(string path, Func<JsonObject, JsonObject> change)
    {
        JsonObject changed;
        lock (writing)
        {
            if (Objects.Find(path) is not { } stored)
            {
                return;
            }

            Objects.Put(path, change(stored));
            changed = Objects.Find(path)!;
        }

        Show(path, changed, isGone: false);
    }

    /// <summary>Watches show nothing for a while, and then all that happened.</summary>
    public void HoldWatches(TimeSpan length)
    {
        lock (gate)
        {
            var end = world.Time.GetUtcNow() + length;
            holdUntil = end > holdUntil ? end : holdUntil;
        }
    }

    /// <summary>Shows what was held back for long enough.</summary>
    public void Release()
    {
        List<(DateTimeOffset Due, string Path, JsonObject Object, bool IsGone)> due;
        lock (gate)
        {
            due = [.. held.Where(change => change.Due <= world.Time.GetUtcNow())];
            held.RemoveAll(due.Contains);
        }

        due.ForEach(change => world.Life.See(change.Path, change.Object, change.IsGone));
    }

    /// <summary>A new process lists before it watches.</summary>
    public void ShowAll(OperatorLife life)
    {
        lock (gate)
        {
            held.Clear();
        }

        // A write of the process before takes effect before this list or not at all.
        lock (writing)
        {
            foreach (var (path, json) in Objects.Objects)
            {
                life.See(path, json, isGone: false);
            }
        }
    }

    private HttpResponseMessage Perform(OperatorLife life, StubRequest request)
    {
        if (request.Method == HttpMethod.Get)
        {
            return Objects.Answer(request);
        }

        var path = request.Path.EndsWith(Status, StringComparison.Ordinal) ? request.Path[..^Status.Length] : request.Path;
        var (answer, write) = Write(life, path, request);
        if (write is not null)
        {
            Show(path, write.After ?? write.Before, isGone: write.After is null);
        }

        return answer;
    }

    /// <summary>
    /// One at a time: two processes may write the same object, and the oracles must see their writes in the order in which they took effect. The process may
    /// have died on another thread since the request began.
    /// </summary>
    private (HttpResponseMessage Answer, ObservedWrite? Write) Write(OperatorLife life, string path, StubRequest request)
    {
        lock (writing)
        {
            if (life.IsDead)
            {
                return (new HttpResponseMessage(HttpStatusCode.ServiceUnavailable), null);
            }

            var before = Objects.Find(path);
            var answer = Objects.Answer(request);
            if (!answer.IsSuccessStatusCode || before is null)
            {
                return (answer, null);
            }

            var write = new ObservedWrite(path, before, Objects.Find(path));
            world.Oracles.Written(write, life);
            return (answer, write);
        }
    }

    private void Show(string path, JsonObject json, bool isGone)
    {
        lock (gate)
        {
            // What came before is shown before.
            if (world.Time.GetUtcNow() < holdUntil || held.Count > 0)
            {
                held.Add((holdUntil, path, json, isGone));
                return;
            }
        }

        world.Life.See(path, json, isGone);
    }

    private static string NameOf(StubRequest request) =>
        $"{request.Method} {string.Join('/', request.Path.Split('/').SkipWhile(part => part != "namespaces").Skip(2))}";
}

/// <summary>A write of the operator that the API server took.</summary>
/// <param name="Path">Of the object.</param>
/// <param name="Before">The object as it was.</param>
/// <param name="After">As it is; null when it went.</param>
internal sealed record ObservedWrite(string Path, JsonObject Before, JsonObject? After);

/// <summary>One request to the API server on its way.</summary>
internal sealed class KubernetesExchange(
    FaultWorld world, OperatorLife life, StubRequest request, Func<HttpResponseMessage> perform, CancellationToken cancellationToken)
{
    public FaultWorld World => world;

    public OperatorLife Life => life;

    public HttpResponseMessage Perform() => perform();

    public static HttpResponseMessage Refuse(HttpStatusCode status, string reason, string message) => StubApiServer.Refusal(status, reason, message);

    /// <summary>Somebody else writes a label just before.</summary>
    public void EditBefore()
    {
        var path = request.Path.EndsWith("/status", StringComparison.Ordinal) ? request.Path[..^"/status".Length] : request.Path;
        world.Kubernetes.Change(path, stored =>
        {
            stored["metadata"]!.AsObject()["labels"] = new JsonObject { ["edited-at"] = $"{world.Time.GetUtcNow().Ticks}" };
            return stored;
        });
    }

    public async Task<HttpResponseMessage> HangAsync(TimeSpan time)
    {
        world.Pass(time);
        await Task.Delay(Timeout.InfiniteTimeSpan, world.Time, cancellationToken).ConfigureAwait(false);
        throw new OperationCanceledException(cancellationToken);
    }

    public Task<HttpResponseMessage> DieAsync()
    {
        life.Kill();
        return HangAsync(TimeSpan.Zero);
    }
}
