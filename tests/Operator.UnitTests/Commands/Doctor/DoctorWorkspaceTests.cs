using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Operator.Api.V1Alpha1;
using Operator.UnitTests.Runtime.Support;
using Operator.Workspaces;

namespace Operator.UnitTests.Commands.Doctor;

/// <summary>What <c>run</c> honours of a workspace, the doctor honours as well.</summary>
public sealed class DoctorWorkspaceTests
{
    [Theory]
    [InlineData("configMapKeyRef", "configmaps", false)]
    [InlineData("secretKeyRef", "secrets", true)]
    public async Task Host_WithAuthoritiesElsewhere_IsAskedWithThem(string field, string plural, bool isEncoded)
    {
        var pem = Authority();
        var value = isEncoded ? Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(pem)) : pem;
        var found = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "authorities", ["namespace"] = "team" },
            ["data"] = new JsonObject { ["ca.crt"] = value },
        };

        var (exit, output) = await DoctorRun.OfAsync(
            "doctor",
            request => request.Path.EndsWith($"/{plural}/authorities", StringComparison.Ordinal) ? StubApiServer.Json(found.ToJsonString()) : null,
            workspace => workspace["spec"]!["caBundleFrom"] = Source(field));

        Assert.True(exit == 0, output);
        Assert.Contains("= host/", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "The ConfigMap authorities does not exist")]
    [InlineData("""{"metadata":{"name":"authorities"},"data":{"other":"x"}}""", "The ConfigMap authorities has no key ca.crt")]
    [InlineData("""{"metadata":{"name":"authorities"},"data":{"ca.crt":"x"}}""", "holds no PEM certificate")]
    public async Task Host_WithAuthoritiesThatCannotBeRead_SaysWhichAndFails(string? map, string expected)
    {
        var (exit, output) = await DoctorRun.OfAsync(
            "doctor",
            request => !request.Path.EndsWith("/configmaps/authorities", StringComparison.Ordinal) ? null
                : map is null ? StubApiServer.Refusal(HttpStatusCode.NotFound, "NotFound")
                : StubApiServer.Json(map),
            workspace => workspace["spec"]!["caBundleFrom"] = Source("configMapKeyRef"));

        Assert.Equal(2, exit);
        var line = Assert.Single(output.Split('\n'), line => line.StartsWith("x host/", StringComparison.Ordinal));
        Assert.Contains("spec.caBundleFrom", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workspace_ThatIsSuspended_IsNotCalledAtAll()
    {
        var (exit, output) = await DoctorRun.OfAsync(
            "doctor",
            edit: workspace => workspace["spec"]!["suspend"] = true,
            adjust: (_, around) => around with { Connect = (_, _) => throw new InvalidOperationException("a suspended workspace was called") });

        Assert.True(exit == 0, output);
        Assert.Contains("= workspace/team/prod: is suspended", output, StringComparison.Ordinal);
        Assert.DoesNotContain("host/", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workspace_OfAnotherOperatorsClass_IsNotLookedAt()
    {
        var (exit, output) = await DoctorRun.OfAsync(
            "doctor", edit: workspace => workspace["metadata"]!["labels"] = new JsonObject { [Labels.Class] = "other" });

        Assert.True(exit == 0, output);
        Assert.DoesNotContain("team/prod", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"workloadIdentity":{"clientId":"a"}}""")]
    [InlineData("""{"azureManagedIdentity":{}}""")]
    [InlineData("""{"azureWorkloadIdentity":{"clientId":"a","tenantId":"b"}}""")]
    public async Task Workspace_WithTheOperatorsOwnIdentity_IsLeftToItsPod(string auth)
    {
        var (exit, output) = await DoctorRun.OfAsync("doctor", edit: workspace => workspace["spec"]!["auth"] = JsonNode.Parse(auth));

        Assert.Equal(2, exit);
        Assert.Contains("? workspace/team/prod: is signed in to by the operator's own identity", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workspace_WithTheOperatorsOwnIdentity_IsSignedInToInItsPod()
    {
        var (exit, output) = await DoctorRun.OfAsync(
            "doctor",
            edit: workspace => workspace["spec"]!["auth"] = new JsonObject { ["workloadIdentity"] = new JsonObject { ["clientId"] = "a" } },
            adjust: (_, around) => around with { IsOperatorsPod = true });

        // The host of the test is none of Databricks', and may not see the token.
        Assert.Equal(2, exit);
        Assert.Contains("x workspace/team/prod: InvalidSpec: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workspace_OfTheEnvironment_IsAskedAsTheOthers()
    {
        var (exit, output) = await DoctorRun.OfAsync("doctor", adjust: (harness, around) => around with
        {
            Replace = services => services.AddSingleton(new EnvironmentWorkspace(harness.Process.Client, ["*"])),
        });

        Assert.True(exit == 0, output);
        Assert.Contains("= workspace/(default): accepts the credential", output, StringComparison.Ordinal);
    }

    private static JsonObject Source(string field) =>
        new() { [field] = new JsonObject { ["name"] = "authorities", ["key"] = "ca.crt" } };

    private static string Authority()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var root = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        return root.ExportCertificatePem();
    }
}
