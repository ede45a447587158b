using System.Text.Json;
using Operator.Databricks.Authentication;
using Operator.Databricks.Errors;

namespace Operator.UnitTests.Databricks;

public sealed class SecretTests
{
    private const string Jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";

    [Fact]
    public void ToString_AnySecret_IsAPlaceholder() => Assert.Equal("[secret] [secret]", $"{new Secret("a")} {new Secret("b")}");

    [Fact]
    public void Serialize_ObjectHoldingASecret_Throws() =>
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(new { Name = "n", Token = new Secret("hush") }));

    [Fact]
    public void Equals_SameValue_IsEqual()
    {
        Assert.Equal(new Secret("a"), new Secret("a"));
        Assert.NotEqual(new Secret("a"), new Secret("b"));
    }

    [Theory]
    [InlineData(TestWorkspace.Token)]
    [InlineData("dkea0123456789abcdef0123456789abcdef-2")]
    [InlineData(Jwt)]
    public void Clean_SomethingThatLooksLikeACredential_IsRedacted(string credential)
    {
        Assert.Equal("bad [redacted].", ErrorText.Clean($"bad {credential}."));
        Assert.Equal("header Bearer [redacted]", ErrorText.Clean($"header Bearer {credential}"));
    }

    [Fact]
    public async Task Call_AnswerEchoesTheCredential_IsNowhereInTheException()
    {
        const string Opaque = "an-opaque-token-of-no-known-form";
        using var workspace = new TestWorkspace(new StaticTokenSource(new Secret(Opaque)));
        workspace.Stub.On("GET /api/2.1/clusters/get", new Reply(400, $$"""
            {"error_code":"{{Opaque}}","message":"Authorization: {{Opaque}} is odd","details":[{"@type":"a.RequestInfo","request_id":"{{Opaque}}"}]}
            """));

        var exception = await Assert.ThrowsAsync<DatabricksException>(
            () => workspace.RunAsync(client => client.Clusters.GetAsync("c1", TestContext.Current.CancellationToken)));

        Assert.Contains("Authorization: [redacted] is odd", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Opaque, exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Opaque, exception.Error.RequestId, StringComparison.Ordinal);
    }
}
