using Databricks.Simulator.Hosting;

namespace Operator.UnitTests.Simulator;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Options_GivenAsFlags_ReachTheWorkspace()
    {
        var options = await ParseAsync("--port", "0", "--token", "T", "--user", "me", "--user-token", "bob=T=2", "--pending-seconds", "2.5", "--cloud", "Azure",
            "--instance-pool", "p=n", "--requests-per-second", "5", "--burst", "7", "--retry-after-seconds", "3", "--hidden-reads", "4",
            "--run-pending-seconds", "1", "--run-seconds", "2", "--run-terminating-seconds", "3");

        var workspace = Assert.Single(options!.Workspaces);
        Assert.Equal(0, workspace.Port);
        Assert.Equal("me", workspace.Tokens["T"]);
        Assert.Equal("bob", workspace.Tokens["T=2"]);
        Assert.Equal(TimeSpan.FromSeconds(2.5), workspace.Clusters.PendingDuration);
        Assert.Equal("Azure", workspace.Cloud.ToString());
        Assert.Equal("n", workspace.Clusters.InstancePools["p"]);
        Assert.Equal(4, workspace.Clusters.HiddenReadsAfterCreate);
        Assert.Equal((4, 4), (workspace.Jobs.HiddenReadsAfterCreate, workspace.Runs.HiddenReadsAfterCreate));
        Assert.Equal(
            [1.0, 2.0, 3.0],
            ((TimeSpan[])[workspace.Runs.PendingDuration, workspace.Runs.RunningDuration, workspace.Runs.TerminatingDuration]).Select(
                time => time.TotalSeconds));
        var limit = Assert.Single(workspace.RateLimits);
        Assert.Equal((5.0, 7, 3), (limit.RequestsPerSecond, limit.Burst, limit.RetryAfterSeconds));
        var before = options.TimeProvider.GetUtcNow();
        options.AdvanceClock!(TimeSpan.FromDays(31));
        Assert.True(options.TimeProvider.GetUtcNow() >= before.AddDays(31));
    }

    [Fact]
    public async Task Options_LeftOut_ListenOnLoopbackWithoutLimits()
    {
        var workspace = Assert.Single((await ParseAsync())!.Workspaces);

        Assert.Equal("127.0.0.1:8090", $"{workspace.Address}:{workspace.Port}");
        Assert.Equal(WorkspaceOptions.DefaultUser, workspace.Tokens[WorkspaceOptions.DefaultToken]);
        Assert.Empty(workspace.RateLimits);
    }

    [Fact]
    public async Task Options_AboutIdentities_DescribeServicePrincipals()
    {
        var options = await ParseAsync(
            "--service-principal", "sp=s1", "--service-principal", "sp=s=2", "--federation-policy", "sp=https://issuer,aud,system:serviceaccount:a:b",
            "--entra-secret", "sp=tenant,x,y", "--managed-identity", "vm", "--managed-identity", "sp", "--token-lifetime-seconds", "90");

        var oauth = Assert.Single(options!.Workspaces).OAuth;
        Assert.Equal(TimeSpan.FromSeconds(90), oauth.TokenLifetime);
        Assert.Equal(["sp", "vm"], oauth.ServicePrincipals.Select(principal => principal.ApplicationId));
        var principal = oauth.ServicePrincipals[0];
        Assert.Equal(["s1", "s=2"], principal.Secrets);
        Assert.Equal(("tenant", "x,y"), (principal.EntraTenant, Assert.Single(principal.EntraSecrets)));
        var policy = Assert.Single(principal.FederationPolicies);
        Assert.Equal(("https://issuer", "aud", "system:serviceaccount:a:b"), (policy.Issuer, Assert.Single(policy.Audiences), policy.Subject));
        Assert.Equal([(true, false), (true, true)], oauth.ServicePrincipals.Select(known => (known.IsManagedIdentity, known.IsSystemAssigned)));
    }

    [Theory]
    [InlineData("--service-principal", "sp")]
    [InlineData("--service-principal", "sp=")]
    [InlineData("--federation-policy", "sp=issuer,audience")]
    [InlineData("--token-lifetime-seconds", "0")]
    [InlineData("--pending-seconds", "-1")]
    [InlineData("--user-token", "no-equals-sign")]
    [InlineData("--address", "nowhere")]
    [InlineData("--port", "-5")]
    public async Task Options_ThatMakeNoSense_StartNothing(string option, string value) => Assert.Null(await ParseAsync(option, value));

    private static async Task<SimulatorOptions?> ParseAsync(params string[] arguments)
    {
        SimulatorOptions? started = null;
        var root = new CommandLine().Build((options, _) =>
        {
            started = options;
            return Task.CompletedTask;
        });
        await root.Parse(arguments).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);
        return started;
    }
}
