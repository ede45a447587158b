using Operator.Databricks.Authentication;
using Operator.Databricks.Errors;

namespace Operator.UnitTests.Databricks;

public sealed class ReplaceableTokenSourceTests
{
    private const string Get = "GET /api/2.1/clusters/get";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replace_WithACallInFlight_LeavesItItsSourceUntilItHasItsToken()
    {
        var (old, next) = (new ManualSource("old"), new ManualSource("new"));
        using var source = new ReplaceableTokenSource(old);
        var first = source.GetTokenAsync(Cancellation).AsTask();
        source.Replace(next);
        var second = source.GetTokenAsync(Cancellation).AsTask();

        Assert.False(old.IsDisposed);
        old.Answer.SetResult();
        Assert.Equal("old", (await first).Reveal());
        Assert.True(old.IsDisposed);
        next.Answer.SetResult();
        Assert.Equal("new", (await second).Reveal());
        Assert.False(next.IsDisposed);
    }

    [Fact]
    public async Task Replace_WhileTheOldCredentialFails_GivesTheWaitingCallTheNewOne()
    {
        var (old, next) = (new ManualSource("old"), new ManualSource("new"));
        next.Answer.SetResult();
        using var source = new ReplaceableTokenSource(old);
        var call = source.GetTokenAsync(Cancellation).AsTask();
        source.Replace(next);
        old.Answer.SetException(new DatabricksException(new DatabricksError("token", DatabricksErrorKind.Unauthenticated, "no")));
        Assert.Equal("new", (await call).Reveal());
    }

    [Fact]
    public async Task GetToken_TheOnlyCredentialFails_FailsAsItDid()
    {
        var only = new ManualSource("only");
        using var source = new ReplaceableTokenSource(only);
        only.Answer.SetException(new DatabricksException(new DatabricksError("token", DatabricksErrorKind.Unauthenticated, "no")));
        await Assert.ThrowsAsync<DatabricksException>(() => source.GetTokenAsync(Cancellation).AsTask());
    }

    [Fact]
    public async Task Call_RefusedWithTheOldToken_IsRepeatedWithTheNewOne()
    {
        using var source = new ReplaceableTokenSource(new StaticTokenSource(new Secret("old-token")));
        using var workspace = new TestWorkspace(source);
        workspace.Stub.On(Get, (call, _) =>
        {
            if (call > 0)
            {
                return Task.FromResult(Reply.Ok("""{"cluster_id":"c1"}""").ToResponse());
            }

            source.Replace(new StaticTokenSource(new Secret("new-token")));
            return Task.FromResult(Reply.Error(401, "UNAUTHENTICATED", "revoked").ToResponse());
        });

        await workspace.RunAsync(client => client.Clusters.GetAsync("c1", Cancellation));
        Assert.Equal(["Bearer old-token", "Bearer new-token"], workspace.Stub.Received.Select(request => request.Authorization));
    }

    [Fact]
    public async Task Replace_AfterDispose_DisposesTheNewcomer()
    {
        var (old, next) = (new ManualSource("old"), new ManualSource("new"));
        var source = new ReplaceableTokenSource(old);
        source.Dispose();
        source.Dispose();
        source.Replace(next);
        Assert.Equal((1, 1), (old.Disposals, next.Disposals));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => source.GetTokenAsync(Cancellation).AsTask());
    }

    [Fact]
    public async Task Replace_BySelf_KeepsIt()
    {
        var only = new ManualSource("only");
        only.Answer.SetResult();
        using var source = new ReplaceableTokenSource(only);
        source.Replace(only);
        Assert.Equal("only", (await source.GetTokenAsync(Cancellation)).Reveal());
        Assert.Equal(0, only.Disposals);
    }

    [Fact]
    public async Task Replace_AgainAndAgainUnderManyCallers_DisposesEachSourceOnceAndNeverInUse()
    {
        var sources = Enumerable.Range(0, 200).Select(number => new CheckedSource($"t{number}")).ToList();
        using var source = new ReplaceableTokenSource(sources[0]);
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () =>
            {
                for (var call = 0; call < 2_000; call++)
                {
                    var token = await source.GetTokenAsync(Cancellation);
                    source.Invalidate(token);
                }
            },
            Cancellation)).ToList();
        foreach (var next in sources.Skip(1))
        {
            source.Replace(next);
            await Task.Yield();
        }

        await Task.WhenAll(callers);
        Assert.All(sources.SkipLast(1), replaced => Assert.Equal(1, replaced.Disposals));
        Assert.Equal(0, sources[^1].Disposals);
    }

    private sealed class ManualSource(string token) : ITokenSource, IDisposable
    {
        public TaskCompletionSource Answer { get; } = new();

        public int Disposals { get; private set; }

        public bool IsDisposed => Disposals > 0;

        public async ValueTask<Secret> GetTokenAsync(CancellationToken cancellationToken)
        {
            await Answer.Task;
            return new Secret(token);
        }

        public bool Invalidate(Secret refused) => false;

        public void Dispose() => Disposals++;
    }

    /// <summary>Fails the test when used after its end.</summary>
    private sealed class CheckedSource(string token) : ITokenSource, IDisposable
    {
        private int disposals;

        public int Disposals => disposals;

        public async ValueTask<Secret> GetTokenAsync(CancellationToken cancellationToken)
        {
            await Task.Yield();
            ObjectDisposedException.ThrowIf(Disposals > 0, this);
            return new Secret(token);
        }

        public bool Invalidate(Secret refused)
        {
            ObjectDisposedException.ThrowIf(Disposals > 0, this);
            return true;
        }

        public void Dispose() => Interlocked.Increment(ref disposals);
    }
}
