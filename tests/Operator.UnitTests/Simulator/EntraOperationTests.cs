using System.Text.Json.Nodes;
using static Operator.UnitTests.Simulator.TokenCalls;

namespace Operator.UnitTests.Simulator;

public sealed class EntraOperationTests
{
    [Theory]
    [InlineData("/tenant-1/oauth2/token", "resource", Resource, "\"3600\"")]
    [InlineData("/tenant-1/oauth2/v2.0/token", "scope", $"{Resource}/.default", "3600")]
    public async Task Entra_EitherVersion_GivesTokensTheWorkspaceRefusesThirtySecondsEarly(string path, string target, string resource, string expiresIn)
    {
        await using var workspace = await StartAsync();
        var answer = await PostAsync(workspace, path, ClientCredentials(("client_id", Id), ("client_secret", Canary), (target, resource)));
        Assert.Equal((200, expiresIn), (answer.Status, answer.Json["expires_in"]!.ToJsonString()));
        workspace.Time.Advance(TimeSpan.FromSeconds(3_569));
        Assert.Equal(200, (await workspace.SendAsync(HttpMethod.Get, List, token: Token(answer))).Status);
        workspace.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(401, (await workspace.SendAsync(HttpMethod.Get, List, token: Token(answer))).Status);
    }

    [Theory]
    [InlineData("other", Id, Canary, Resource, 90002)]
    [InlineData("tenant-1", "other", Canary, Resource, 700016)]
    [InlineData("tenant-1", Id, "wrong", Resource, 7000215)]
    [InlineData("tenant-1", Id, Canary, "https://management.core.windows.net/", 500011)]
    public async Task Entra_WrongAnything_IsRefusedWithItsNumber(string tenant, string id, string secret, string resource, int number)
    {
        await using var workspace = await StartAsync();
        var answer = await PostAsync(
            workspace, $"/{tenant}/oauth2/token", ClientCredentials(("client_id", id), ("client_secret", secret), ("resource", resource)));
        Assert.Equal(number, (int)answer.Json["error_codes"]![0]!);
    }

    [Theory]
    [InlineData(ForeignToken.Issuer, ForeignToken.Audience, ForeignToken.Subject, 600, 0)]
    [InlineData("https://other.example", ForeignToken.Audience, ForeignToken.Subject, 600, 700213)]
    [InlineData(ForeignToken.Issuer, "api://other", ForeignToken.Subject, 600, 700213)]
    [InlineData(ForeignToken.Issuer, ForeignToken.Audience, "system:serviceaccount:dbx:other", 600, 700213)]
    [InlineData(ForeignToken.Issuer, ForeignToken.Audience, ForeignToken.Subject, -1, 700213)]
    public async Task Entra_AForeignTokenInPlaceOfASecret_IsTakenAsItsFederatedCredentialSays(
        string issuer, string audience, string subject, int seconds, int number)
    {
        using var foreign = new ForeignToken();
        await using var workspace = await StartAsync();
        var assertion = foreign.Sign(In(workspace, seconds), issuer: issuer, audience: audience, subject: subject);

        var answer = await PostAsync(workspace, "/tenant-1/oauth2/v2.0/token", ClientCredentials(
            ("client_id", Id), ("client_assertion", assertion), ("scope", $"{Resource}/.default"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")));

        Assert.Equal(number, answer.Json["error_codes"] is { } codes ? (int)codes[0]! : 0);
        Assert.Equal(number == 0, ((System.Text.Json.Nodes.JsonObject)answer.Json).ContainsKey("access_token"));
    }

    [Theory]
    [InlineData("", true, "Identity not found")]
    [InlineData($"&client_id={Id}", false, "Required metadata header not specified")]
    [InlineData("&client_id=other", true, "Identity not found")]
    [InlineData($"&client_id={Id}", true, null)]
    public async Task Metadata_WithoutItsHeaderOrIdentity_IsRefused(string identity, bool hasHeader, string? refusal)
    {
        await using var workspace = await StartAsync();
        using var request = new HttpRequestMessage(
            HttpMethod.Get, $"/metadata/identity/oauth2/token?api-version=2018-02-01&resource={Resource}{identity}");
        if (hasHeader)
        {
            request.Headers.Add("Metadata", "true");
        }

        using var response = await workspace.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = (JsonObject)JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(refusal, (string?)body["error_description"]);
        Assert.Equal(refusal is null, body.ContainsKey("access_token"));
    }
}
