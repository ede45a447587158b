using Operator.Databricks.Errors;
using Operator.Databricks.Http;

namespace Operator.UnitTests.Databricks;

/// <summary>A call that is not sent, because the workspace was found broken or its credential refused, says what was found.</summary>
public sealed class OutageTests : IDisposable
{
    private const string Get = "GET /api/2.1/clusters/get";
    private const string Libraries = "GET /api/2.0/libraries/all-cluster-statuses";

    private static readonly Reply Found = Reply.Ok("""{"cluster_id":"c1"}""");

    private readonly TestWorkspace workspace = new(timeouts: new CallTimeouts { MaxRetries = 0 });
    private string problem = "first";
    private bool isBroken = true;

    public OutageTests() => workspace.Stub.On(Get, (_, _) => isBroken
        ? throw new HttpRequestException(HttpRequestError.ConnectionError, $"{problem} (host:443)")
        : Task.FromResult(Found.ToResponse()));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => workspace.Dispose();

    [Fact]
    public async Task Get_WhilePaused_SaysWhatTheOutageBeganWith()
    {
        await OpenAsync();

        var error = await FailAsync();

        Assert.Equal("clusters/get: paused: the workspace's last calls failed: ConnectionError: first (host:443)", error.ToString());
        Assert.True(workspace.Client.IsPaused);
    }

    [Fact]
    public async Task Get_WhilePausedForLong_SaysTheSameHoweverProbesFail()
    {
        await OpenAsync();
        var messages = new HashSet<string>();
        for (var probe = 0; probe < 5; probe++)
        {
            problem = $"probe {probe}";
            workspace.Time.Advance(TimeSpan.FromSeconds(16));
            await FailAsync();
            messages.Add((await FailAsync()).ToString());
        }

        Assert.Equal("clusters/get: paused: the workspace's last calls failed: ConnectionError: first (host:443)", Assert.Single(messages));
    }

    [Fact]
    public async Task Get_InTheNextOutage_SaysWhatThatOneBeganWith()
    {
        await OpenAsync();
        isBroken = false;
        workspace.Time.Advance(TimeSpan.FromSeconds(16));
        await workspace.RunAsync(client => client.Clusters.GetAsync("c1", Cancellation));
        Assert.False(workspace.Client.IsPaused);
        (isBroken, problem) = (true, "second");
        workspace.Time.Advance(TimeSpan.FromMinutes(1));
        await OpenAsync();

        Assert.Contains("second (host:443)", (await FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_AfterCallsThatHung_SaysThatTheyWereNotAnswered()
    {
        workspace.Stub.On(Get, async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, workspace.Time, cancellationToken);
            return Found.ToResponse();
        });
        for (var call = 0; call < SilenceBreaker.Tolerated; call++)
        {
            await FailAsync();
        }

        var error = (await Assert.ThrowsAsync<DatabricksException>(() => workspace.Client.Clusters.GetAsync("c1", Cancellation))).Error;

        Assert.Matches("^clusters/get: paused: the workspace's last calls failed: no answer within [0-9]+ s$", error.ToString());
        Assert.True(workspace.Client.IsPaused);
    }

    [Fact]
    public async Task Get_WithACredentialRefusedAMomentAgo_SaysWhyInTheSameWordsAndNamesItsPlace()
    {
        workspace.Stub.On(Get, Reply.Error(403, "403", "Invalid access token."));
        workspace.Stub.On(Libraries, Found);

        var sent = await FailAsync();
        var kept = await workspace.FailAsync(client => client.Libraries.AllClusterStatusesAsync(Cancellation));

        Assert.Equal("clusters/get: 403 Invalid access token.", sent.ToString());
        Assert.Equal("libraries/all-cluster-statuses: 403 Invalid access token.", kept.ToString());
        Assert.Equal(0, workspace.Stub.Count(Libraries));
        Assert.Equal("Secret team/databricks, key token", kept.Credential);
        Assert.Equal("Secret team/databricks, key token", sent.Credential);
    }

    /// <summary>Ten attempts within half a minute, half of which fail.</summary>
    private async Task OpenAsync()
    {
        for (var call = 0; call < 10; call++)
        {
            await FailAsync();
        }
    }

    private Task<DatabricksError> FailAsync() => workspace.FailAsync(client => client.Clusters.GetAsync("c1", Cancellation));
}
