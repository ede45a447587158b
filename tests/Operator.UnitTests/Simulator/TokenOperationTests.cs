using System.Text;
using Databricks.Simulator.Faults;
using Databricks.Simulator.Identities;
using static Operator.UnitTests.Simulator.TokenCalls;

namespace Operator.UnitTests.Simulator;

public sealed class TokenOperationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Token_RightSecretInEitherPlace_GivesATokenOfTheServicePrincipal(bool inHeader)
    {
        await using var workspace = await StartAsync();
        var answer = inHeader
            ? await PostAsync(workspace, "/oidc/v1/token", ClientCredentials(), basic: $"{Id}:{Canary}")
            : await PostAsync(workspace, "/oidc/v1/token", ClientCredentials(("client_id", Id), ("client_secret", Canary)));

        Assert.Equal((200, "Bearer", 3_600), (answer.Status, (string?)answer.Json["token_type"], (int)answer.Json["expires_in"]!));
        Assert.Equal(200, (await workspace.SendAsync(HttpMethod.Get, List, token: Token(answer))).Status);
        Assert.Equal(Id, workspace.Workspace.Journal.Of("clusters/list")[0].UserName);
    }

    [Theory]
    [InlineData($"{Id}:wrong")]
    [InlineData($"unknown:{Canary}")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task Token_WrongCredential_IsAnOAuthRefusal(string? basic)
    {
        await using var workspace = await StartAsync();
        var answer = await PostAsync(workspace, "/oidc/v1/token", ClientCredentials(), basic);
        Assert.Equal((401, "invalid_client"), (answer.Status, (string?)answer.Json["error"]));
        Assert.Null(answer.Json["access_token"]);
    }

    [Theory]
    [InlineData("grant_type=password", "unsupported_grant_type")]
    [InlineData("scope=all-apis", "invalid_request")]
    [InlineData("grant_type=client_credentials&scope=sql", "invalid_scope")]
    [InlineData($"grant_type={Exchange}", "invalid_request")]
    public async Task Token_RequestOfAnotherForm_IsRefused(string form, string error)
    {
        await using var workspace = await StartAsync();
        Assert.Equal(error, (string?)(await SendFormAsync(workspace, "/oidc/v1/token", new StringContent(form), $"{Id}:{Canary}")).Json["error"]);
    }

    [Theory]
    [InlineData(401, "Token is expired")]
    [InlineData(403, "JWT has expired")]
    public async Task AccessToken_BeyondItsLifetime_IsRefusedAsExpired(int status, string message)
    {
        await using var workspace = await StartAsync(new OAuthOptions { ExpiredTokenStatus = status, TokenLifetime = TimeSpan.FromMinutes(5) });
        var token = Token(await PostAsync(workspace, "/oidc/v1/token", ClientCredentials(), $"{Id}:{Canary}"));
        workspace.Time.Advance(TimeSpan.FromSeconds(299));
        Assert.Equal(200, (await workspace.SendAsync(HttpMethod.Get, List, token: token)).Status);
        workspace.Time.Advance(TimeSpan.FromSeconds(1));
        var answer = await workspace.SendAsync(HttpMethod.Get, List, token: token);
        Assert.Equal((status, message), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task RevokedSecret_GivesNoMoreTokensButThoseGivenStayUntilRevoked()
    {
        await using var workspace = await StartAsync();
        var token = Token(await PostAsync(workspace, "/oidc/v1/token", ClientCredentials(), $"{Id}:{Canary}"));
        workspace.Workspace.ServicePrincipals.RevokeSecret(Id, Canary);

        Assert.Equal(401, (await PostAsync(workspace, "/oidc/v1/token", ClientCredentials(), $"{Id}:{Canary}")).Status);
        Assert.Equal(200, (await PostAsync(workspace, "/oidc/v1/token", ClientCredentials(), $"{Id}:first")).Status);
        Assert.Equal(200, (await workspace.SendAsync(HttpMethod.Get, List, token: token)).Status);
        workspace.Workspace.Tokens.RevokeAllOf(Id);
        Assert.Equal(403, (await workspace.SendAsync(HttpMethod.Get, List, token: token)).Status);
    }

    [Fact]
    public async Task Secrets_MoreThanFive_AreRefused()
    {
        await using var workspace = await StartAsync();
        var principals = workspace.Workspace.ServicePrincipals;
        foreach (var secret in (string[])["3", "4", "5"])
        {
            principals.AddSecret(Id, secret);
        }

        Assert.Throws<ArgumentException>(() => principals.AddSecret(Id, "6"));
        Assert.Equal(5, principals.Find(Id)!.Secrets.Count);
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public async Task Exchange_TokenSignedByTheIssuersKey_IsAccepted(string algorithm)
    {
        using var issuer = new ForeignToken();
        await using var workspace = await StartAsync(Verifying(issuer));
        var answer = await ExchangeAsync(workspace, issuer.Sign(In(workspace, 60), algorithm));
        Assert.Equal(200, answer.Status);
        Assert.Equal(200, (await workspace.SendAsync(HttpMethod.Get, List, token: Token(answer))).Status);
    }

    [Fact]
    public async Task Exchange_TokenSignedBySomebodyElse_IsRefused()
    {
        using var issuer = new ForeignToken();
        using var somebody = new ForeignToken();
        await using var workspace = await StartAsync(Verifying(issuer));
        AssertRefused(await ExchangeAsync(workspace, somebody.Sign(In(workspace, 60))), "the signature is not valid");
    }

    [Theory]
    [InlineData(ForeignToken.Issuer, ForeignToken.Audience, ForeignToken.Subject, "HS256", 60, "the token must be signed with RS256 or ES256")]
    [InlineData("https://other", ForeignToken.Audience, ForeignToken.Subject, "RS256", 60, "issuer does not match")]
    [InlineData(ForeignToken.Issuer, "elsewhere", ForeignToken.Subject, "RS256", 60, "audience does not match")]
    [InlineData(ForeignToken.Issuer, ForeignToken.Audience, "system:serviceaccount:dbx:other", "RS256", 60, "subject does not match")]
    [InlineData(ForeignToken.Issuer, ForeignToken.Audience, ForeignToken.Subject, "RS256", 0, "the token has expired")]
    public async Task Exchange_ClaimsAgainstThePolicy_AreRefused(
        string issuerName, string audience, string subject, string algorithm, int seconds, string problem)
    {
        using var issuer = new ForeignToken();
        await using var workspace = await StartAsync();
        var token = issuer.Sign(In(workspace, seconds), algorithm, issuerName, audience, subject);
        AssertRefused(await ExchangeAsync(workspace, token), problem);
    }

    [Fact]
    public async Task Exchange_WithoutAClient_TakesTheServicePrincipalWhosePolicyFits()
    {
        using var issuer = new ForeignToken();
        await using var workspace = await StartAsync();
        Assert.Equal(200, (await ExchangeAsync(workspace, issuer.Sign(In(workspace, 60)), clientId: null)).Status);
        AssertRefused(await ExchangeAsync(workspace, issuer.Sign(In(workspace, 60)), "unknown"), "no federation policy is there to match");
    }

    [Fact]
    public async Task Discovery_NamesTheTokenEndpointOfThisHost()
    {
        await using var workspace = await StartAsync();
        var host = workspace.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);
        var server = await workspace.SendAsync(HttpMethod.Get, "/oidc/.well-known/oauth-authorization-server", token: null);
        var config = await workspace.SendAsync(HttpMethod.Get, "/.well-known/databricks-config", token: null);

        Assert.Equal($"{host}/oidc/v1/token", (string?)server.Json["token_endpoint"]);
        Assert.Equal($"{host}/oidc/v1/token", (string?)config.Json["token_federation_default_oidc_audiences"]![0]);
        Assert.Equal(("workspace", "3141592653589793"), ((string?)config.Json["host_type"], (string?)config.Json["workspace_id"]));
    }

    [Fact]
    public async Task Journal_OfTokenRequests_HoldsNoSecretAndNoToken()
    {
        using var issuer = new ForeignToken();
        await using var workspace = await StartAsync();
        var foreign = issuer.Sign(In(workspace, 60));
        var form = ClientCredentials(("client_id", Id), ("client_secret", Canary));
        var tokens = new List<string>
        {
            Token(await PostAsync(workspace, "/oidc/v1/token", form)),
            Token(await PostAsync(workspace, "/oidc/v1/token", ClientCredentials(), $"{Id}:{Canary}")),
            Token(await ExchangeAsync(workspace, foreign)),
        };
        await PostAsync(workspace, "/oidc/v1/mistyped", form);
        await PostAsync(workspace, $"/oidc/v1/token?client_secret={Canary}", form);
        await SendFormAsync(workspace, "/oidc/v1/token", new StringContent(Canary), null);
        foreach (var token in tokens)
        {
            await workspace.SendAsync(HttpMethod.Get, List, token: token);
        }

        var journal = (await workspace.SendAsync(HttpMethod.Get, "/_sim/journal", token: null)).Text;
        Assert.Contains(
            $"grant_type=client_credentials\\u0026scope=all-apis\\u0026client_id={Id}\\u0026client_secret=[redacted]", journal, StringComparison.Ordinal);
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Id}:{Canary}"));
        Assert.All(tokens.Append(Canary).Append(foreign).Append(basic), secret => Assert.DoesNotContain(secret, journal, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fault_OfTheTokenEndpoint_HitsItLikeAnyOperation()
    {
        await using var workspace = await StartAsync();
        workspace.Workspace.Faults.Add(Fault.Error("oidc/token", 503, "TEMPORARILY_UNAVAILABLE", "later"));
        Assert.Equal(503, (await PostAsync(workspace, "/oidc/v1/token", ClientCredentials(), $"{Id}:{Canary}")).Status);
        Assert.Equal(200, (await PostAsync(workspace, "/oidc/v1/token", ClientCredentials(), $"{Id}:{Canary}")).Status);
        Assert.Equal([false, true], workspace.Workspace.Journal.Of("oidc/token").Select(entry => entry.Executed));
    }

    private static OAuthOptions Verifying(ForeignToken issuer) => new()
    {
        ServicePrincipals =
        [
            Principal with { FederationPolicies = [Principal.FederationPolicies[0] with { JwksJson = issuer.Jwks }] },
        ],
    };

    private static void AssertRefused(Answer answer, string problem) => Assert.Equal(
        (400, "invalid_grant", $"The subject token is not accepted: {problem}."),
        (answer.Status, (string?)answer.Json["error"], (string?)answer.Json["error_description"]));
}
