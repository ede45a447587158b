using System.Text.Json.Nodes;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Injections;

/// <summary>Every way in which a call to the workspace goes wrong.</summary>
internal static class WorkspaceFaults
{
    private const int RetryAfter = 20;

    /// <summary>Longer than any attempt of the client.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(56);

    /// <summary>Within the time for which the operator mistrusts the absence of what it may have created.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(20);

    public static IReadOnlyList<WorkspaceFault> All { get; } =
    [
        .. Ends(),
        .. Connections(),
        .. Hangs(),
        new(FaultClass.Pages, "a cluster comes before the page", exchange =>
        {
            Visit(exchange.World);
            return exchange.PerformAsync();
        })
        { OnlyLists = true },
        new(FaultClass.Pages, "a cluster comes before the page and goes after it", async exchange =>
        {
            var visitor = Visit(exchange.World);
            var answer = await exchange.PerformAsync();
            // By its id: the operator may have created a cluster while the page was read.
            exchange.World.Remote.Clusters.Remove(visitor);
            return answer;
        })
        { OnlyLists = true },
        .. Instead(FaultClass.Throttling, "429", () => Answers.Error(429, "REQUEST_LIMIT_EXCEEDED", "Too many requests.")),
        .. Instead(FaultClass.Throttling, "429 with Retry-After", () => Answers.Error(429, "REQUEST_LIMIT_EXCEEDED", "Too many requests.", RetryAfter)),
        .. Instead(FaultClass.Throttling, "429 without a body", () => Answers.Empty(429)),
        .. Instead(FaultClass.ServerError, "500", () => Answers.Error(500, "INTERNAL_ERROR", "It broke.")),
        .. Instead(FaultClass.ServerError, "500 as a page", () => Answers.Page(500)),
        .. Instead(FaultClass.ServerError, "503", () => Answers.Error(503, "TEMPORARILY_UNAVAILABLE", "Not now.")),
        .. Instead(FaultClass.ServerError, "503 as a page", () => Answers.Page(503)),
        .. After(FaultClass.LostReply, "500 after the effect", _ => Answers.Error(500, "INTERNAL_ERROR", "It broke.")),
        .. After(FaultClass.LostReply, "504 as a page after the effect", _ => Answers.Page(504)),
        .. Instead(FaultClass.Refusal, "401", exchange => Answers.Error(401, "UNAUTHENTICATED", $"The token {exchange.Token} is refused.")),
        .. Instead(FaultClass.Refusal, "403", exchange => Answers.Error(403, "PERMISSION_DENIED", $"{exchange.Token} may not.")),
        .. Instead(FaultClass.Refusal, "400 wrong state", () => Answers.Error(400, "INVALID_STATE", "It is in an unexpected state."))
            .Select(fault => fault with { SaysGone = true }),
        .. Instead(FaultClass.Refusal, "409", () => Answers.Error(409, "ABORTED", "Somebody else was faster.")),
        .. Final(FaultClass.Refusal, "400", () => Answers.Error(400, "INVALID_PARAMETER_VALUE", "Not like this.")),
        .. Gone( "404", () => Answers.Error(404, "RESOURCE_DOES_NOT_EXIST", "It does not exist.")),
        .. Gone( "400 does not exist", () => Answers.Error(400, "INVALID_PARAMETER_VALUE", "It does not exist.")),
        .. After(FaultClass.Garbage, "a truncated body", _ => Answers.Json(200, "{\"cluster_id\":\"0309-0")),
        .. Instead(FaultClass.Garbage, "200 as a page", () => Answers.Page(200)),
        .. After(FaultClass.Garbage, "200 without a body after the effect", _ => Answers.Empty(200)),
    ];

    private static IEnumerable<WorkspaceFault> Ends() =>
    [
        new(FaultClass.Crash, "killed before the call", exchange => exchange.DieAsync()),
        new(FaultClass.Crash, "killed after the call", async exchange =>
        {
            await exchange.PerformAsync();
            return await exchange.DieAsync();
        }),
        new(FaultClass.Crash, "killed while the call is under way", exchange =>
        {
            exchange.PerformLater(Late);
            return exchange.DieAsync();
        })
        { OnlyChanges = true, IsLate = true },
        new(FaultClass.Failover, "deposed during the call", async exchange =>
        {
            await exchange.World.ReplaceAsync();
            return await exchange.PerformAsync();
        })
        { IsLate = true },
        new(FaultClass.StaleRead, "reads lag for 10 s", exchange => LagAsync(exchange, TimeSpan.FromSeconds(10))) { NeedsLists = true },
        new(FaultClass.StaleRead, "reads lag for 40 s", exchange => LagAsync(exchange, TimeSpan.FromSeconds(40))) { NeedsLists = true },
    ];

    private static IEnumerable<WorkspaceFault> Connections() =>
    [
        new(FaultClass.Connection, "refused", _ => throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused")),
        new(FaultClass.LostReply, "reset after the effect", async exchange =>
        {
            await exchange.PerformAsync();
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The response ended prematurely.");
        }),
        new(FaultClass.LostReply, "silent after the effect", async exchange =>
        {
            await exchange.PerformAsync();
            return await exchange.HangAsync(Hang);
        }),
    ];

    private static IEnumerable<WorkspaceFault> Hangs() =>
    [
        new(FaultClass.Slow, "silent without an effect", exchange => exchange.HangAsync(Hang)),
        new(FaultClass.Slow, "silent, and takes effect when it is given up", exchange =>
        {
            exchange.PerformLater(Hang + TimeSpan.FromSeconds(1));
            return exchange.HangAsync(Hang);
        })
        { OnlyChanges = true, IsLate = true },
        new(FaultClass.Slow, "silent, and takes effect 20 s after it is given up", exchange =>
        {
            exchange.PerformLater(Hang + Late);
            return exchange.HangAsync(Hang);
        })
        { OnlyChanges = true, IsLate = true },
        new(FaultClass.Slow, "answers after 40 s", async exchange =>
        {
            exchange.World.Pass(TimeSpan.FromSeconds(40));
            return await exchange.PerformAsync();
        }),
    ];

    private static IEnumerable<WorkspaceFault> Instead(string @class, string name, Func<HttpResponseMessage> answer) => Instead(@class, name, _ => answer());

    private static IEnumerable<WorkspaceFault> Instead(string @class, string name, Func<WorkspaceExchange, HttpResponseMessage> answer) =>
        [new(@class, name, exchange => Task.FromResult(answer(exchange)))];

    private static IEnumerable<WorkspaceFault> Final(string @class, string name, Func<HttpResponseMessage> answer) =>
        Instead(@class, name, answer).Select(fault => fault with { LooksFinal = true });

    private static IEnumerable<WorkspaceFault> Gone(string name, Func<HttpResponseMessage> answer) =>
        Final(FaultClass.Gone, name, answer).Select(fault => fault with { SaysGone = true });

    private static IEnumerable<WorkspaceFault> After(string @class, string name, Func<WorkspaceExchange, HttpResponseMessage> answer) =>
    [
        new(@class, name, async exchange =>
        {
            (await exchange.PerformAsync()).Dispose();
            return answer(exchange);
        }),
    ];

    /// <summary>Of somebody else, with the name of ours.</summary>
    private static string Visit(FaultWorld world)
    {
        var visitor = JsonNode.Parse("""{"cluster_name":"etl","spark_version":"16.4.x-scala2.12","node_type_id":"m5d.large","num_workers":1}""")!;
        return world.Remote.Clusters.Create(visitor.AsObject(), "ada@example.com");
    }

    private static Task<HttpResponseMessage> LagAsync(WorkspaceExchange exchange, TimeSpan length)
    {
        exchange.World.Lag.Begin(length);
        return exchange.PerformAsync();
    }
}
