using System.Net;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.UnitTests.Runtime.Support;
using Operator.Workspaces.Credentials;

namespace Operator.UnitTests.Workspaces;

/// <summary>Each way to sign in becomes the right credential, or a sentence about what it lacks.</summary>
public sealed class CredentialReaderTests : IDisposable
{
    private readonly StubApiServer server = new(request => request.Path switch
    {
        "/api/v1/namespaces/team/secrets/s" => StubApiServer.Json("""{"metadata":{"name":"s"},"data":{"k":"c2VjcmV0Cg=="}}"""),
        "/api/v1/namespaces/system/serviceaccounts/operator/token" => StubApiServer.Json(
            """{"status":{"token":"jwt-of-the-operator"}}""", HttpStatusCode.Created),
        "/api/v1/namespaces/team/secrets/broken" => StubApiServer.Refusal(HttpStatusCode.InternalServerError, "InternalError", "etcd is away"),
        _ => StubApiServer.Refusal(HttpStatusCode.Forbidden, "Forbidden", "not allowed"),
    });

    public void Dispose() => server.Dispose();

    [Theory]
    [InlineData("token")]
    [InlineData("oauthM2M")]
    [InlineData("azureClientSecret")]
    [InlineData("workloadIdentity")]
    [InlineData("azureManagedIdentity")]
    [InlineData("azureWorkloadIdentity")]
    public async Task Read_EachWay_IsThatKindAndEqualToItself(string kind)
    {
        var reader = Reader(tokenFile: "/token");

        var credential = await reader.ReadAsync(With(Auth(kind)), TestContext.Current.CancellationToken);

        Assert.Equal(kind, credential.Kind);
        Assert.Equal(credential, await reader.ReadAsync(With(Auth(kind)), TestContext.Current.CancellationToken));
        Assert.DoesNotContain("secret\n", $"{credential}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_TokenWithALineBreak_IsTheTokenWithoutIt()
    {
        var credential = Assert.IsType<TokenCredential>(await Reader().ReadAsync(With(Auth("token")), TestContext.Current.CancellationToken));

        Assert.Equal("secret", credential.Token.Reveal());
        Assert.DoesNotContain("secret\"", $"{credential}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_WorkloadIdentityWithoutAMountedToken_SaysHowToMountIt()
    {
        var exception = await Assert.ThrowsAsync<DependencyMissingException>(
            () => Reader().ReadAsync(With(Auth("workloadIdentity")), TestContext.Current.CancellationToken));

        Assert.Contains("DATABRICKS_OIDC_TOKEN_FILEPATH", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_AudienceOfItsOwn_AsksTheApiServerForATokenWithIt()
    {
        var credential = await Reader(account: new ObjectKey("system", "operator")).ReadAsync(
            With(Auth("workloadIdentity", "databricks")), TestContext.Current.CancellationToken);

        var token = await Assert.IsType<WorkloadIdentityCredential>(credential).Subject.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal("jwt-of-the-operator", token.Reveal());
        Assert.Contains("\"audiences\":[\"databricks\"]", Assert.Single(server.Requests).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_AudienceOfItsOwnOutsideOfAPod_SaysWhatToSet()
    {
        var exception = await Assert.ThrowsAsync<DependencyMissingException>(
            () => Reader().ReadAsync(With(Auth("workloadIdentity", "databricks")), TestContext.Current.CancellationToken));

        Assert.Contains("POD_SERVICE_ACCOUNT", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_RefusedByTheApiServer_IsAMissingCredentialInItsWords()
    {
        var tokens = new ServiceAccountTokens(server.Connect(), new ObjectKey("system", "another"), new ApiServerAudiences(null));

        var exception = await Assert.ThrowsAsync<DatabricksException>(() => tokens.RequestAsync("databricks", TestContext.Current.CancellationToken));

        Assert.Equal(DatabricksErrorKind.Unauthenticated, exception.Kind);
        Assert.Contains("not allowed", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Such a token signs in to this cluster as the operator.</summary>
    [Theory]
    [InlineData("https://kubernetes.default.svc")]
    [InlineData("https://kubernetes.default.svc.cluster.local")]
    [InlineData("kubernetes")]
    [InlineData("https://managed.example.com/clusters/1")] // only the pod's own token tells
    public async Task Request_WithAnAudienceOfTheApiServer_IsRefusedWithoutAsking(string audience)
    {
        var claims = Convert.ToBase64String("""{"aud":["https://managed.example.com/clusters/1"]}"""u8).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var own = Path.GetTempFileName();
        await File.WriteAllTextAsync(own, $"e30.{claims}.c2ln\n", TestContext.Current.CancellationToken);
        var tokens = new ServiceAccountTokens(server.Connect(), new ObjectKey("system", "operator"), new ApiServerAudiences(own));

        var exception = await Assert.ThrowsAsync<DatabricksException>(() => tokens.RequestAsync(audience, TestContext.Current.CancellationToken));

        File.Delete(own);
        Assert.Equal(DatabricksErrorKind.PermissionDenied, exception.Kind);
        Assert.Contains("API server", exception.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("forbidden", false)]
    [InlineData("broken", true)]
    public async Task Read_ApiServerDoesNotGiveTheSecret_IsADependencyInItsWords(string name, bool isPassing)
    {
        var auth = new WorkspaceAuth { Token = new() { SecretKeyRef = { Name = name, Key = "k" } } };

        var exception = await Assert.ThrowsAsync<DependencyMissingException>(() => Reader().ReadAsync(With(auth), TestContext.Current.CancellationToken));

        Assert.Equal(isPassing, exception.IsRetryable);
        Assert.Contains($"The Secret {name} in namespace team cannot be read", exception.Message, StringComparison.Ordinal);
        Assert.Equal(isPassing ? null : "False", exception.ToOutcome(TimeSpan.FromSeconds(30)).Ready?.Status);
        Assert.Equal(Reasons.DependencyNotReady, exception.ToOutcome(TimeSpan.FromSeconds(30)).Synced.Reason);
    }

    [Theory]
    [InlineData(null, null, "pod-tenant", "pod-client")]
    [InlineData("own-tenant", null, "own-tenant", "pod-client")]
    [InlineData(null, "own-client", "pod-tenant", "own-client")]
    public async Task Read_AzureWorkloadIdentity_TakesWhatTheWorkspaceNamesBeforeWhatThePodHas(
        string? tenant, string? client, string expectedTenant, string expectedClient)
    {
        var auth = new WorkspaceAuth { AzureWorkloadIdentity = new() { TenantId = tenant, ClientId = client } };
        var reader = Reader(azure: new AzureFederation("pod-client", "pod-tenant", "/token", "https://login.example.com"));

        var credential = Assert.IsType<AzureFederatedCredential>(await reader.ReadAsync(With(auth), TestContext.Current.CancellationToken));

        Assert.Equal((expectedTenant, expectedClient), (credential.TenantId, credential.ClientId));
        Assert.Equal(new Uri("https://login.example.com/"), credential.Authority);
        Assert.Equal(new MountedToken("/token", "entra oauth2/v2.0/token"), credential.Assertion);
    }

    [Theory]
    [InlineData(null, "tenant", "/token", null, "azure.workload.identity/client-id")]
    [InlineData("client", null, "/token", null, "azure.workload.identity/tenant-id")]
    [InlineData("client", "tenant", null, null, "azure.workload.identity/use")]
    [InlineData("client", "tenant", "/token", "http://login.example.com", "AZURE_AUTHORITY_HOST")]
    [InlineData("client", "tenant", "/token", "https://me@login.example.com", "AZURE_AUTHORITY_HOST")]
    [InlineData("client", "tenant", "/token", "login.example.com", "AZURE_AUTHORITY_HOST")]
    public async Task Read_AzureWorkloadIdentityWithoutWhatItNeeds_SaysWhereItComesFrom(
        string? client, string? tenant, string? file, string? authority, string expected)
    {
        var reader = Reader(azure: new AzureFederation(client, tenant, file, authority));

        var exception = await Assert.ThrowsAsync<DependencyMissingException>(
            () => reader.ReadAsync(With(Auth("azureWorkloadIdentity")), TestContext.Current.CancellationToken));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SecretsOf_AWorkspace_AreThoseItNames()
    {
        Assert.Equal([new ObjectKey("team", "s")], CredentialReader.SecretsOf(With(Auth("oauthM2M"))));
        Assert.Empty(CredentialReader.SecretsOf(With(Auth("azureManagedIdentity"))));
    }

    private static DatabricksWorkspace With(WorkspaceAuth auth) =>
        new() { Metadata = new() { Name = "prod", NamespaceProperty = "team" }, Spec = { Auth = auth } };

    private static WorkspaceAuth Auth(string kind, string? audience = null)
    {
        var secret = new SecretKeyReference { Name = "s", Key = "k" };
        return kind switch
        {
            "token" => new() { Token = new() { SecretKeyRef = secret } },
            "oauthM2M" => new() { OauthM2M = new() { ClientId = "id", ClientSecretRef = secret } },
            "azureClientSecret" => new() { AzureClientSecret = new() { TenantId = "tenant", ClientId = "id", ClientSecretRef = secret } },
            "workloadIdentity" => new() { WorkloadIdentity = new() { ClientId = "id", Audience = audience } },
            "azureWorkloadIdentity" => new() { AzureWorkloadIdentity = new() },
            _ => new() { AzureManagedIdentity = new() },
        };
    }

    private CredentialReader Reader(string? tokenFile = null, ObjectKey? account = null, AzureFederation? azure = null)
    {
        var connection = server.Connect();
        return new(new SecretReader(new ResourceClient<k8s.Models.V1Secret>(connection, new EntitySerializer())), new ServiceAccountTokens(
            connection, account, new ApiServerAudiences(null)), tokenFile, azure ?? new AzureFederation("client", "tenant", "/token"));
    }
}
