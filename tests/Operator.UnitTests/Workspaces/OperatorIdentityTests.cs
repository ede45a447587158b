using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Options;
using Operator.UnitTests.Databricks;

namespace Operator.UnitTests.Workspaces;

/// <summary>
/// The tokens of the operator's ServiceAccount and machine go to hosts of Databricks and for the namespaces the administrator named, whichever pass comes first
/// and whatever a status says.
/// </summary>
public sealed class OperatorIdentityTests : IDisposable
{
    private const string Foreign = "https://collector.example.com";
    private const string TokenRoute = "POST /oidc/v1/token";

    private static readonly OperatorOptions Anywhere = new() { Identities = new() { Namespaces = "*" } };

    private readonly string tokenFile = Path.GetTempFileName();

    public OperatorIdentityTests() => File.WriteAllText(tokenFile, "a.mounted.jwt");

    public void Dispose() => File.Delete(tokenFile);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connect_BeforeTheWorkspacesOwnPassOverAnEdit_HandsOutNoClientAndWritesNothing(bool makesANewClient)
    {
        using var fixture = await WorkspaceHarness.ReadyAsync(workspace => workspace.Spec.Host = Foreign, Anywhere, tokenFile);
        var cluster = fixture.AddCluster("etl");
        Assert.NotNull(fixture.Registry.Connect(cluster).Client);

        fixture.Edit(spec =>
        {
            spec.Auth = Identity();
            spec.Limits = makesANewClient ? new WorkspaceLimits { RequestsPerSecond = 14 } : null;
        });
        var overtaking = fixture.Registry.Connect(cluster);
        await fixture.ReconcileAsync();
        var afterwards = fixture.Registry.Connect(cluster);

        Assert.Equal((true, true), (overtaking.Client is null, overtaking.IsUndecided));
        Assert.Equal((true, false), (afterwards.Client is null, afterwards.IsUndecided));
        Assert.Equal(("False", Reasons.InvalidSpec), fixture.Condition(ConditionTypes.Ready));
        AssertNothingReached(fixture, Foreign);
    }

    /// <summary>A client handed out a moment ago reads the credential of the spec as it is when its first call is made.</summary>
    [Fact]
    public async Task Call_ByAClientThatWasHandedOutBeforeTheEdit_SendsNoTokenToTheForeignHost()
    {
        using var fixture = new WorkspaceHarness(Anywhere, tokenFile);
        fixture.Apply(workspace =>
        {
            workspace.Spec.Host = Foreign;
            Claim(workspace);
        });
        var cluster = fixture.AddCluster("etl");
        var client = fixture.Registry.Connect(cluster).Client!;

        fixture.Edit(spec => spec.Auth = Identity());
        Assert.True(fixture.Registry.Connect(cluster).IsUndecided);
        var failure = await Assert.ThrowsAsync<DatabricksException>(
            () => fixture.Time.RunAsync(client.Identity.MeAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken));

        Assert.Equal(DatabricksErrorKind.PermissionDenied, failure.Kind);
        AssertNothingReached(fixture, Foreign);
    }

    /// <summary>A new process believes the status; whoever wrote it, no token leaves for a host that is not Databricks'.</summary>
    [Theory]
    [InlineData("workloadIdentity")]
    [InlineData("audience")]
    [InlineData("azureManagedIdentity")]
    [InlineData("azureWorkloadIdentity")]
    public async Task Call_AfterARestartWithAStatusThatSaysReady_SendsNoTokenToAForeignHost(string way)
    {
        using var fixture = new WorkspaceHarness(new() { Identities = new() { Namespaces = "*", Audiences = "databricks" } }, tokenFile);
        fixture.Apply(workspace =>
        {
            (workspace.Spec.Host, workspace.Spec.Auth) = (
                Foreign, way switch
                {
                    "azureManagedIdentity" => new() { AzureManagedIdentity = new() },
                    "azureWorkloadIdentity" => new() { AzureWorkloadIdentity = new() },
                    _ => Identity(way == "audience" ? "databricks" : null),
                });
            Claim(workspace);
        });

        var failure = await Assert.ThrowsAsync<DatabricksException>(() => fixture.CallAsync(fixture.AddCluster("etl")));

        Assert.Contains("Databricks' own domains", failure.Message, StringComparison.Ordinal);
        AssertNothingReached(fixture, Foreign);
    }

    [Theory]
    [InlineData("", null, "identities.namespaces")]
    [InlineData("other", null, "identities.namespaces")]
    [InlineData("*", "https://kubernetes.default.svc", "identities.audiences")]
    public async Task Call_NotAllowedByTheAdministrator_SendsNoTokenEvenToDatabricks(string namespaces, string? audience, string expected)
    {
        using var fixture = new WorkspaceHarness(new() { Identities = new() { Namespaces = namespaces } }, tokenFile);
        fixture.Apply(workspace =>
        {
            workspace.Spec.Auth = Identity(audience);
            Claim(workspace);
        });

        var failure = await Assert.ThrowsAsync<DatabricksException>(() => fixture.CallAsync(fixture.AddCluster("etl")));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        AssertNothingReached(fixture, WorkspaceHarness.Host);
    }

    [Theory]
    [InlineData("", null, "identities.namespaces")]
    [InlineData("*", "databricks", "identities.audiences")]
    public async Task Reconcile_NotAllowedByTheAdministrator_IsStalledAndNamesTheOption(string namespaces, string? audience, string expected)
    {
        using var fixture = new WorkspaceHarness(new() { Identities = new() { Namespaces = namespaces } }, tokenFile);
        fixture.Apply(workspace => workspace.Spec.Auth = Identity(audience));

        await fixture.ReconcileAsync();

        Assert.Equal(("False", Reasons.PermissionDenied), fixture.Condition(ConditionTypes.Ready));
        Assert.Equal("True", fixture.Condition(ConditionTypes.Stalled).Status);
        Assert.Contains(expected, fixture.Message(ConditionTypes.Ready), StringComparison.Ordinal);
        AssertNothingReached(fixture, WorkspaceHarness.Host);
    }

    [Theory]
    [InlineData("team", null, "a.mounted.jwt")]
    [InlineData("other,team", "databricks", "jwt-of-the-operator")]
    [InlineData("*", "databricks", "jwt-of-the-operator")]
    public async Task Reconcile_AllowedByTheAdministrator_SignsInAsTheOperator(string namespaces, string? audience, string subject)
    {
        using var fixture = new WorkspaceHarness(new() { Identities = new() { Namespaces = namespaces, Audiences = "databricks" } }, tokenFile);
        fixture.Stub.On(TokenRoute, StubTokenService.Token("exchanged"));
        fixture.Apply(workspace => workspace.Spec.Auth = Identity(audience));

        await fixture.ReconcileAsync();

        Assert.Equal(("True", Reasons.Available), fixture.Condition(ConditionTypes.Ready));
        Assert.Contains($"subject_token={subject}", fixture.Stub.Received.Single(request => request.Route == TokenRoute).Body, StringComparison.Ordinal);
        Assert.Equal("Bearer exchanged", fixture.Stub.Received.Last().Authorization);
        Assert.Equal(audience is null ? 0 : 1, fixture.TokenRequests.Count);
    }

    [Fact]
    public async Task Reconcile_HostThatTheAdministratorNamed_SignsInAsTheOperator()
    {
        using var fixture = new WorkspaceHarness(new() { Identities = new() { Namespaces = "*", Hosts = ".example.com" } }, tokenFile);
        fixture.Stub.On(TokenRoute, StubTokenService.Token("exchanged"));
        fixture.Apply(workspace => (workspace.Spec.Host, workspace.Spec.Auth) = (Foreign, Identity()));

        await fixture.ReconcileAsync();

        Assert.Equal("True", fixture.Condition(ConditionTypes.Ready).Status);
    }

    private static WorkspaceAuth Identity(string? audience = null) =>
        new() { WorkloadIdentity = new WorkloadIdentityAuth { ClientId = "any", Audience = audience } };

    /// <summary>What the status of a workspace that worked looks like.</summary>
    private static void Claim(DatabricksWorkspace workspace)
    {
        workspace.Status.Host = workspace.Spec.Host;
        workspace.Status.Conditions.Add(
            new() { Type = ConditionTypes.Ready, Status = "True", Reason = Reasons.Available, ObservedGeneration = workspace.Metadata.Generation!.Value });
    }

    private static void AssertNothingReached(WorkspaceHarness fixture, string host)
    {
        Assert.Empty(fixture.TokenRequests);
        Assert.DoesNotContain(
            fixture.Stub.Received, request => request.Route == TokenRoute || (host == Foreign && request.Body.Contains("jwt", StringComparison.Ordinal)));
        Assert.All(fixture.Stub.Received, request => Assert.Equal("Bearer dapi-first", request.Authorization));
    }
}
