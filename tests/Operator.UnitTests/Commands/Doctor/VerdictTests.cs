using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json.Nodes;
using Operator.Commands;
using Operator.Commands.Doctor;
using Operator.Options;

namespace Operator.UnitTests.Commands.Doctor;

public sealed class VerdictTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static JsonObject Expected => (JsonObject)GeneratedFiles.Definitions()[0].DeepClone();

    [Fact]
    public void Definition_ThatIsOurs_Passes() => Assert.Equal(DoctorResult.Passed, DefinitionVerdict.Of(Expected, Installed(_ => { })).Result);

    [Fact]
    public void Definition_ThatIsNotThere_SaysHowToInstallIt()
    {
        var finding = DefinitionVerdict.Of(Expected, null);

        Assert.Equal((DoctorResult.Failed, "crd/DatabricksWorkspace"), (finding.Result, finding.Check));
        Assert.Contains("databricks-operator crds", finding.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Definition_OfAnOlderVersion_NamesTheFieldItDoesNotKnow() =>
        Assert.Contains(
            "does not know spec.host,", DefinitionVerdict.Of(Expected, Installed(crd => Spec(crd).Remove("host"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Definition_OfANewerVersion_NamesTheFieldWeDoNotKnow()
    {
        var finding = DefinitionVerdict.Of(Expected, Installed(crd => Spec(crd)["later"] = new JsonObject { ["type"] = "string" }));

        Assert.Equal(DoctorResult.Failed, finding.Result);
        Assert.Contains("this program does not know spec.later", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Definition_WithDefaultsOfTheApiServer_IsStillOurs() => Assert.Equal(
        DoctorResult.Passed, DefinitionVerdict.Of(Expected, Installed(crd => crd["spec"]!["conversion"] = new JsonObject { ["strategy"] = "None" })).Result);

    [Fact]
    public void Definition_ThatIsNotServed_Fails()
    {
        Assert.Equal(DoctorResult.Failed, DefinitionVerdict.Of(Expected, Installed(crd => crd["spec"]!["versions"]![0]!["served"] = false)).Result);
        Assert.Equal(DoctorResult.Failed, DefinitionVerdict.Of(Expected, Installed(crd => crd.Remove("status"))).Result);
    }

    [Theory]
    [InlineData(0, "Passed", "agrees")]
    [InlineData(30, "Passed", "agrees")]
    [InlineData(-30, "Passed", "agrees")]
    [InlineData(31, "Failed", "31 s ahead of the API server")]
    [InlineData(-300, "Failed", "300 s behind the API server")]
    public void Clock_OffByThat_IsToleratedOrNot(int seconds, string expected, string text)
    {
        var finding = ClusterVerdict.Clock("clock", "the API server", Now.AddSeconds(seconds), Now);

        Assert.Equal(expected, finding.Result.ToString());
        Assert.Contains(text, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "Failed", "there is no lease")]
    [InlineData("""{"spec":{"holderIdentity":""}}""", "Failed", "is free")]
    [InlineData("""{"spec":{"holderIdentity":"pod","leaseDurationSeconds":15}}""", "Failed", "never renewed")]
    [InlineData(
        """{"spec":{"holderIdentity":"pod","leaseDurationSeconds":15,"renewTime":"2026-01-01T11:59:45.000000Z"}}""", "Passed", "pod holds ops/x")]
    [InlineData(
        """{"spec":{"holderIdentity":"pod","leaseDurationSeconds":15,"renewTime":"2026-01-01T11:59:44.000000Z"}}""", "Failed", "for 16 s")]
    public void Lease_AsItIs_IsHeldOrNot(string? lease, string expected, string text)
    {
        var finding = ClusterVerdict.Lease("ops/x", lease is null ? null : JsonNode.Parse(lease)!.AsObject(), Now);

        Assert.Equal(expected, finding.Result.ToString());
        Assert.Contains(text, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rights_OfTheRole_AreEachAskedForWhereTheOperatorWorks()
    {
        var everywhere = Rights(new OperatorOptions());
        var limited = Rights(new OperatorOptions { WatchNamespaces = "a,b" });

        Assert.Contains(new DoctorRight("", "secrets", "list", null), everywhere);
        Assert.Contains(new DoctorRight("databricks-operator.io", "databricksjobs/status", "patch", null), everywhere);
        Assert.Contains(new DoctorRight("", "secrets", "list", "b"), limited);
        Assert.Contains(new DoctorRight("", "namespaces", "list", null), limited);
        Assert.Contains(new DoctorRight("coordination.k8s.io", "leases", "list", null), limited);
        Assert.DoesNotContain(new DoctorRight("", "secrets", "list", null), limited);
        Assert.Equal("status", (string?)new DoctorRight("g", "databricksjobs/status", "patch", null).Attributes()["subresource"]);
    }

    [Fact]
    public void Rights_OfAnOperatorWithoutAnyInTheCluster_AreThoseInItsNamespaces()
    {
        var rights = Rights(new OperatorOptions { WatchNamespaces = "a", Namespaced = true, InstallationId = "here" });

        Assert.Contains(new DoctorRight("coordination.k8s.io", "leases", "list", "a"), rights);
        Assert.DoesNotContain(rights, right => right.Namespace is null);
    }

    [Fact]
    public void Rights_OfAnOperatorThatReadsSecretsByName_AreNoneToListThem()
    {
        var secrets = Rights(new OperatorOptions { SecretAccess = "Get" }).Where(right => right.Resource == "secrets");

        Assert.Equal([new DoctorRight("", "secrets", "get", null)], secrets);
    }

    [Fact]
    public void Rights_ThatAreDenied_AreNamed() => Assert.Equal(
        "the account may not list secrets, configmaps in all namespaces",
        ClusterVerdict.Rights([new DoctorRight("", "secrets", "list", null), new DoctorRight("", "configmaps", "list", null)], 40).Message);

    [Theory]
    [InlineData("timeout", "no answer within 10 s")]
    [InlineData("name", "DNS does not know it")]
    [InlineData("refused", "no connection")]
    [InlineData("certificate", "TLS failed: untrusted")]
    [InlineData("proxy", "the proxy refuses")]
    [InlineData("other", "no answer: odd")]
    public void Host_ThatDoesNotAnswer_SaysWhichPartOfTheWayIsAtFault(string failure, string expected)
    {
        var finding = HostVerdict.Of("prod.example.com", Failure(failure), TimeSpan.FromSeconds(10));

        Assert.Equal(("host/prod.example.com", DoctorResult.Failed), (finding.Check, finding.Result));
        Assert.StartsWith(expected, finding.Message, StringComparison.Ordinal);
    }

    private static Exception Failure(string failure) => failure switch
    {
        "timeout" => new TaskCanceledException(),
        "name" => new HttpRequestException("x", new SocketException((int)SocketError.HostNotFound)),
        "refused" => new HttpRequestException("x", new SocketException((int)SocketError.ConnectionRefused)),
        "certificate" => new HttpRequestException("x", new AuthenticationException("untrusted")),
        "proxy" => new HttpRequestException(HttpRequestError.ProxyTunnelError, "407"),
        _ => new HttpRequestException("odd"),
    };

    private static JsonObject Installed(Action<JsonObject> edit)
    {
        var installed = Expected;
        installed["status"] = new JsonObject { ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Established", ["status"] = "True" }) };
        edit(installed);
        return installed;
    }

    private static JsonObject Spec(JsonObject definition) =>
        definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["properties"]!.AsObject();

    private static IReadOnlyList<DoctorRight> Rights(OperatorOptions options) => DoctorRight.Of(OperatorRbac.Rules(), options);
}
