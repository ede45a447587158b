using Databricks.Simulator.Faults;
using Databricks.Simulator.Identities;
using Operator.Databricks;
using Operator.Databricks.Authentication;
using Operator.Databricks.Clusters;
using Operator.Databricks.Errors;
using Operator.Databricks.Http;

namespace Operator.UnitTests.Simulator;

/// <summary>The operator's own credentials against the simulator: what they ask for is what is given, and lasts as long as it should.</summary>
public sealed class TokenSourceRoundTripTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public enum SourceKind
    {
        ClientCredentials,
        WorkloadIdentity,
        AzureClientSecret,
        AzureManagedIdentity,
        AzureWorkloadIdentity,
    }

    public static TheoryData<SourceKind> Kinds => [.. Enum.GetValues<SourceKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Calls_OverManyLifetimesOfAToken_AllSucceedWithFewExchanges(SourceKind kind)
    {
        using var issuer = new ForeignToken();
        await using var workspace = await TokenCalls.StartAsync(new OAuthOptions { TokenLifetime = TimeSpan.FromMinutes(10) });
        using var client = Client(workspace, Source(kind, workspace, issuer));
        for (var minute = 0; minute < 60; minute++)
        {
            await ListAsync(client);
            workspace.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var journal = workspace.Workspace.Journal.After(0);
        var calls = journal.Where(entry => entry.Operation == "clusters/list").ToList();
        Assert.All(calls, call => Assert.Equal((200, TokenCalls.Id), (call.Status, call.UserName)));
        Assert.Equal(60, calls.Count);
        // Renewed at half of its life at the earliest, and before its end at the latest.
        Assert.InRange(journal.Count(entry => entry.Operation is "oidc/token" or "entra/token-v1" or "entra/token-v2" or "metadata/token"), 6, 12);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Call_AfterAllTokensWereRevoked_IsRepeatedWithANewOne(SourceKind kind)
    {
        using var issuer = new ForeignToken();
        await using var workspace = await TokenCalls.StartAsync();
        using var client = Client(workspace, Source(kind, workspace, issuer));
        await ListAsync(client);
        workspace.Time.Advance(TimeSpan.FromMinutes(1));
        workspace.Workspace.Tokens.RevokeAllOf(TokenCalls.Id);

        await ListAsync(client);
        Assert.Equal([200, 403, 200], workspace.Workspace.Journal.Of("clusters/list").Select(entry => entry.Status ?? 0));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Call_AfterTheCredentialWasTakenAway_SaysWhatToDo(SourceKind kind)
    {
        using var issuer = new ForeignToken();
        await using var workspace = await TokenCalls.StartAsync();
        using var client = Client(workspace, Source(kind, workspace, issuer));
        await ListAsync(client);
        workspace.Workspace.ServicePrincipals.Set(TokenCalls.Principal with
        {
            Secrets = [],
            EntraSecrets = [],
            FederationPolicies = [],
            EntraFederatedCredentials = [],
            IsManagedIdentity = false,
        });
        workspace.Time.Advance(TimeSpan.FromHours(1));

        var failure = await Assert.ThrowsAsync<DatabricksException>(() => ListAsync(client));
        Assert.Equal(DatabricksErrorKind.Unauthenticated, failure.Kind);
        Assert.Contains(" no token: ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(TokenCalls.Canary, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rotation_OfASecretUnderALivingClient_TakesEffectAtTheNextCall()
    {
        await using var workspace = await TokenCalls.StartAsync();
        var tokens = new ReplaceableTokenSource(FromSecret(workspace, "first"));
        using var client = Client(workspace, tokens);
        await ListAsync(client);
        workspace.Workspace.ServicePrincipals.RevokeSecret(TokenCalls.Id, "first");
        workspace.Workspace.ServicePrincipals.AddSecret(TokenCalls.Id, "second");
        workspace.Workspace.Tokens.RevokeAllOf(TokenCalls.Id);
        workspace.Time.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<DatabricksException>(() => ListAsync(client));

        tokens.Replace(FromSecret(workspace, "second"));
        await ListAsync(client);
        Assert.Equal(200, workspace.Workspace.Journal.Of("clusters/list")[^1].Status);
    }

    [Fact]
    public async Task GetToken_EndpointOutForAMoment_IsHadOnceItIsBack()
    {
        await using var workspace = await TokenCalls.StartAsync();
        workspace.Workspace.Faults.Add(Fault.Reset("oidc/token") with { Count = 2 });
        using var source = FromSecret(workspace, TokenCalls.Canary);
        Assert.StartsWith("eyJ", (await source.GetTokenAsync(Cancellation)).Reveal(), StringComparison.Ordinal);
        Assert.Equal(3, workspace.Workspace.Journal.Of("oidc/token").Count);
    }

    private static Task<ClusterPage> ListAsync(WorkspaceClient client) => client.Clusters.ListAsync(null, null, null, null, null, null, Cancellation);

    private static OAuthM2MTokenSource FromSecret(SimulatedWorkspace workspace, string secret) =>
        new(Host(workspace), TokenCalls.Id, new Secret(secret), new HurriedTime(workspace.Time));

    private static WorkspaceClient Client(SimulatedWorkspace workspace, ITokenSource tokens) => WorkspaceClientFactory.Create(
        new WorkspaceClientOptions { Host = Host(workspace), TokenSource = tokens }, workspace.Time);

    private static WorkspaceHost Host(SimulatedWorkspace workspace) =>
        WorkspaceHost.TryParse(workspace.Client.BaseAddress!.GetLeftPart(UriPartial.Authority), allowInsecure: true, out var host, out var reason)
            ? host
            : throw new InvalidOperationException(reason);

    private static ITokenSource Source(SourceKind kind, SimulatedWorkspace workspace, ForeignToken issuer)
    {
        var time = new HurriedTime(workspace.Time);
        return kind switch
        {
            SourceKind.ClientCredentials => FromSecret(workspace, TokenCalls.Canary),
            SourceKind.WorkloadIdentity => new WorkloadIdentityTokenSource(
                Host(workspace), TokenCalls.Id, _ => Task.FromResult(new Secret(issuer.Sign(time.GetUtcNow().AddMinutes(10)))), time),
            SourceKind.AzureClientSecret => new AzureClientSecretTokenSource(
                AzureEnvironment.Public with { Authority = workspace.Client.BaseAddress! }, "tenant-1", TokenCalls.Id, new Secret(TokenCalls.Canary), time),
            SourceKind.AzureWorkloadIdentity => new AzureWorkloadIdentityTokenSource(
                workspace.Client.BaseAddress!, "tenant-1", TokenCalls.Id, _ => Task.FromResult(new Secret(issuer.Sign(time.GetUtcNow().AddMinutes(10)))), time),
            _ => new AzureManagedIdentityTokenSource(
                TokenCalls.Id, time, endpoint: new Uri(workspace.Client.BaseAddress!, "/metadata/identity/oauth2/token")),
        };
    }

    /// <summary>
    /// The time of day of the test's clock, but pauses are over at once and bounds are real: a renewal in the background must not wait for a clock
    /// that moves only when the test moves it.
    /// </summary>
    private sealed class HurriedTime(TimeProvider clock) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime < TimeSpan.FromSeconds(10) ? TimeSpan.Zero : dueTime, period);
    }
}
