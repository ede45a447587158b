using Microsoft.Extensions.Time.Testing;
using Operator.Databricks.Authentication;
using Operator.Databricks.Errors;
using static Operator.UnitTests.Databricks.TokenSources;

namespace Operator.UnitTests.Databricks;

/// <summary>A token that is not to be had: what to do is said, and no secret is.</summary>
public sealed class TokenRefusalTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public static TheoryData<SourceKind> Kinds => [.. Enum.GetValues<SourceKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task GetToken_Refused_SaysWhatToDoOncePerMomentAndShowsNoSecret(SourceKind kind)
    {
        var echo = $$"""{"error":"invalid_client","error_description":"{{CanarySecret}} {{CanaryJwt}}","error_codes":[7000215]}""";
        using var service = new StubTokenService(new Reply(401, echo));
        using var source = Source(kind, service, time);
        for (var caller = 0; caller < 20; caller++)
        {
            var failure = await Assert.ThrowsAsync<DatabricksException>(() => TokenOf(source));
            Assert.Equal((DatabricksErrorKind.Unauthenticated, "invalid_client"), (failure.Kind, failure.Error.ErrorCode));
            Assert.EndsWith($": 401 invalid_client no token: {Advice(kind)} (AADSTS7000215)", failure.Message, StringComparison.Ordinal);
            AssertNoCanary(failure);
        }

        Assert.Single(service.Received);
        time.Advance(TimeSpan.FromSeconds(11));
        await Assert.ThrowsAsync<DatabricksException>(() => TokenOf(source));
        Assert.Equal(2, service.Received.Count);
    }

    [Theory]
    [InlineData(302, "https://adb-1.2.azuredatabricks.net/login.html?error=private-link-validation-error:1", "", "private link")]
    [InlineData(200, null, "<html><script>location='/login.html?error=private-link-validation-error'</script></html>", "private link")]
    [InlineData(
        403,
        null,
        """{"error_code":"PERMISSION_DENIED","message":"Source IP address: 10.1.2.3 is blocked by Databricks IP ACL for workspace: 1"}""",
        "10.1.2.3 is blocked")]
    [InlineData(403, null, "Unauthorized network access to workspace: 1", "Unauthorized network access")]
    public async Task GetToken_RefusedForWhereItIsAskedFrom_SaysWhatWasSaidAndDoesNotBlameTheSecret(int status, string? location, string body, string expected)
    {
        var reply = new Reply(status, body);
        using var service = new StubTokenService(location is null ? reply : reply.With("Location", location));
        using var source = Source(SourceKind.ClientCredentials, service, time);

        var failure = await Assert.ThrowsAsync<DatabricksException>(() => TokenOf(source));

        Assert.Equal(DatabricksErrorKind.PermissionDenied, failure.Kind);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Single(service.Received);
    }

    [Theory]
    [InlineData(SourceKind.ClientCredentials)]
    [InlineData(SourceKind.WorkloadIdentity)]
    [InlineData(SourceKind.AzureClientSecret)]
    [InlineData(SourceKind.AzureWorkloadIdentity)]
    public async Task GetToken_RefusalThatRepeatsWhatWasSent_IsNotShown(SourceKind kind)
    {
        using var service = new StubTokenService(new Reply(403, $$"""{"error_code":"PERMISSION_DENIED","message":"no {{CanarySecret}} {{CanaryJwt}}"}"""));
        using var source = Source(kind, service, time);

        AssertNoCanary(await Assert.ThrowsAsync<DatabricksException>(() => TokenOf(source)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task GetToken_UnreadableAnswer_ShowsNothingOfIt(SourceKind kind)
    {
        using var service = new StubTokenService(Reply.Ok($"{CanarySecret} {CanaryJwt}"));
        using var source = Source(kind, service, time);
        var failure = await Assert.ThrowsAsync<DatabricksException>(() => TokenOf(source));
        Assert.Equal(DatabricksErrorKind.Transient, failure.Kind);
        AssertNoCanary(failure);
        Assert.Single(service.Received);
    }

    [Fact]
    public async Task GetToken_SubjectTokenNotToBeHad_IsADatabricksExceptionWithoutItsMessage()
    {
        using var service = new StubTokenService(StubTokenService.Token("t1"));
        using var source = new WorkloadIdentityTokenSource(
            TestWorkspace.Host, "c", _ => throw new InvalidOperationException(CanarySecret), time, service);
        var failure = await Assert.ThrowsAsync<DatabricksException>(() => TokenOf(source));
        Assert.Equal("oidc/v1/token: the service account's token could not be had: InvalidOperationException", failure.Message);
        AssertNoCanary(failure);
        Assert.Empty(service.Received);
    }

    [Theory]
    [InlineData("not-a-jwt")]
    [InlineData("a.b.c")]
    [InlineData("a.W10.c")]
    public async Task GetToken_SubjectTokenOfNoKnownForm_IsToldWithoutShowingIt(string subject)
    {
        using var service = new StubTokenService(new Reply(400, """{"error":"invalid_grant"}"""));
        using var source = new WorkloadIdentityTokenSource(TestWorkspace.Host, "c", _ => Task.FromResult(new Secret(subject)), time, service);
        var failure = await Assert.ThrowsAsync<DatabricksException>(() => TokenOf(source));
        Assert.EndsWith("federation policy for it, but it is not a JSON web token", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(subject, failure.Message, StringComparison.Ordinal);
    }

    private static string Advice(SourceKind kind) => kind switch
    {
        SourceKind.ClientCredentials =>
            "the workspace does not take this client id and secret: one is wrong, or the secret was revoked or has expired",
        SourceKind.WorkloadIdentity =>
            "the workspace does not take the service account's token: the service principal needs a federation policy for "
            + """issuer https://issuer.example, audience ["databricks"], subject system:serviceaccount:dbx:operator""",
        SourceKind.AzureClientSecret =>
            "Entra ID does not take this tenant, client id and secret: one is wrong, or the secret was deleted or has expired",
        SourceKind.AzureWorkloadIdentity =>
            "Entra ID does not take the service account's token for this tenant and client id: the application, or the user-assigned identity, needs a "
            + """federated credential for issuer https://issuer.example, audience ["databricks"], subject system:serviceaccount:dbx:operator""",
        _ => "this machine has no managed identity of this client id",
    };
}
