using System.Text;

namespace Operator.FaultTests.World;

/// <summary>One call on its way, for a fault to do with it what it wants.</summary>
internal sealed class WorkspaceExchange(
    FaultWorld world, OperatorLife life, Call call, HttpRequestMessage request, string body,
    Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, Flight flight, CancellationToken cancellationToken)
{
    public FaultWorld World => world;

    public OperatorLife Life => life;

    public Call Call => call;

    /// <summary>What is asked, by which a read is known again.</summary>
    public string Address => request.RequestUri!.PathAndQuery;

    /// <summary>The credential that the call is sent with.</summary>
    public string Token => request.Headers.Authorization?.Parameter ?? "";

    /// <summary>Carries the call out and reads its answer to the end.</summary>
    public async Task<HttpResponseMessage> PerformAsync()
    {
        if (!call.IsChange && world.Lag.Find(Address) is { } stale)
        {
            return Answers.Json(200, stale);
        }

        var answer = await send(request, cancellationToken).ConfigureAwait(false);
        await answer.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        if (!call.IsChange && answer.IsSuccessStatusCode)
        {
            world.Lag.Remember(Address, await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        }

        world.Oracles.Happened();
        return answer;
    }

    /// <summary>The call is still under way when its sender has given it up, and takes effect then.</summary>
    public void PerformLater(TimeSpan delay)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri)
        {
            Content = request.Content is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        copy.Headers.Authorization = request.Headers.Authorization;
        world.Later(delay, async () =>
        {
            using var client = new HttpMessageInvoker(world.Connect());
            using var answer = await client.SendAsync(copy, CancellationToken.None).ConfigureAwait(false);
            copy.Dispose();
            world.Oracles.Happened();
        });
    }

    /// <summary>No answer comes for longer than any client waits.</summary>
    public async Task<HttpResponseMessage> HangAsync(TimeSpan time)
    {
        flight.Land();
        world.Pass(time);
        await Task.Delay(Timeout.InfiniteTimeSpan, world.Time, cancellationToken).ConfigureAwait(false);
        throw new OperationCanceledException(cancellationToken);
    }

    /// <summary>The process ends here and now.</summary>
    public Task<HttpResponseMessage> DieAsync()
    {
        life.Kill();
        return HangAsync(TimeSpan.Zero);
    }
}
