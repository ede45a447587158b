using Operator.Databricks.Authentication;
using Operator.Databricks.Errors;

namespace Operator.UnitTests.Databricks;

public sealed class TokenEndpointTests
{
    /// <summary>Bounds beyond any pause: the stepped clock moves to pauses only.</summary>
    private static readonly TokenTimeouts Patient = new() { Attempt = TimeSpan.FromHours(1), Total = TimeSpan.FromHours(1) + TimeSpan.FromSeconds(10) };

    private readonly SteppedTime time = new();

    public static TheoryData<int> RetryableStatuses => [429, 502, 503, 504];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(RetryableStatuses))]
    public async Task Exchange_EndpointOutForAMoment_IsRepeatedWithGrowingPauses(int status)
    {
        using var service = new StubTokenService(new Reply(status, ""), new Reply(status, ""), StubTokenService.Token("t1"));
        Assert.Equal("t1", (await ExchangeAsync(service)).Value.Reveal());
        Assert.Equal(TimeSpan.FromSeconds(1 + 2), time.GetUtcNow() - time.Start);
    }

    [Fact]
    public async Task Exchange_ConnectionLost_IsRepeated()
    {
        using var service = new StubTokenService((call, _) =>
            call == 0 ? throw new HttpRequestException("reset") : Task.FromResult(StubTokenService.Token("t1").ToResponse()));
        Assert.Equal("t1", (await ExchangeAsync(service)).Value.Reveal());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(501)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(302)]
    public async Task Exchange_AnyOtherAnswer_IsNotRepeated(int status)
    {
        using var service = new StubTokenService(new Reply(status, ""), StubTokenService.Token("t1"));
        var failure = await Assert.ThrowsAsync<DatabricksException>(() => ExchangeAsync(service));
        Assert.Equal(status, failure.Error.HttpStatus);
        Assert.Single(service.Received);
    }

    [Fact]
    public async Task Exchange_RetryAfter_IsTheLeastPause()
    {
        using var service = new StubTokenService(new Reply(429, "").With("Retry-After", "7"), StubTokenService.Token("t1"));
        await ExchangeAsync(service);
        Assert.Equal(TimeSpan.FromSeconds(7), time.GetUtcNow() - time.Start);
    }

    [Fact]
    public async Task Exchange_RetryAfterBeyondItsTime_EndsAtOnce()
    {
        using var service = new StubTokenService(new Reply(429, "").With("Retry-After", "60"));
        var failure = await Assert.ThrowsAsync<DatabricksException>(() => ExchangeAsync(service));
        Assert.Equal((DatabricksErrorKind.Throttled, TimeSpan.FromSeconds(60)), (failure.Kind, failure.Error.RetryAfter));
        Assert.Single(service.Received);
    }

    [Fact]
    public async Task Exchange_EndpointStaysOut_EndsWithinItsTime()
    {
        using var service = new StubTokenService(new Reply(503, ""));
        var failure = await Assert.ThrowsAsync<DatabricksException>(() => ExchangeAsync(service));
        Assert.Equal(DatabricksErrorKind.Transient, failure.Kind);
        // 1 + 2 + 4 s fit into the ten that are left beside an attempt; another 8 do not.
        Assert.Equal(4, service.Received.Count);
    }

    [Fact]
    public async Task Exchange_NoAnswer_IsGivenUpAndRepeated()
    {
        time.ReachesBounds = true;
        using var service = new StubTokenService(async (call, cancellationToken) =>
        {
            if (call == 0)
            {
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            }

            return StubTokenService.Token("t1").ToResponse();
        });
        using var endpoint = Endpoint(service, new TokenTimeouts { Attempt = TimeSpan.FromMinutes(29), Total = TimeSpan.FromHours(9) });
        Assert.Equal("t1", (await RunAsync(endpoint)).Value.Reveal());
        Assert.Equal(2, service.Received.Count);
    }

    [Fact]
    public async Task Exchange_SlowAnswer_DoesNotLengthenTheTokensLife()
    {
        var asked = time.GetUtcNow();
        using var service = new StubTokenService((_, _) =>
        {
            time.Advance(TimeSpan.FromSeconds(50));
            return Task.FromResult(StubTokenService.Token("t1", seconds: 60).ToResponse());
        });
        var token = await ExchangeAsync(service);
        Assert.Equal(asked.AddSeconds(60), token.IssuedAt + token.Lifetime);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task ManagedIdentity_MetadataServiceBeingUpdated_IsAskedAgain(int status)
    {
        using var service = new StubTokenService(new Reply(status, ""), StubTokenService.Token("t1"));
        using var endpoint = Endpoint(service, Patient, [404, 410]);
        Assert.Equal("t1", (await RunAsync(endpoint)).Value.Reveal());
    }

    private async Task<AccessToken> ExchangeAsync(StubTokenService service)
    {
        using var endpoint = Endpoint(service, Patient);
        return await RunAsync(endpoint);
    }

    private TokenEndpoint Endpoint(StubTokenService service, TokenTimeouts timeouts, IReadOnlyList<int>? passing = null) =>
        new("token", new Uri("https://tokens.example/token"), service, time) { Timeouts = timeouts, RetryableStatuses = passing ?? [] };

    private Task<AccessToken> RunAsync(TokenEndpoint endpoint) => time.RunAsync(
        endpoint.ExchangeAsync(
            _ => Task.FromResult(new TokenRequest(new HttpRequestMessage(HttpMethod.Post, (Uri?)null), "look")), Cancellation),
        Cancellation);
}
