using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Operator.Api.V1Alpha1;
using Operator.Options;
using Operator.Workspaces;
using Operator.Workspaces.Credentials;

namespace Operator.UnitTests.Workspaces;

/// <summary>What the API server refuses, the operator refuses as well, for servers that do not check rules; and what they cannot check.</summary>
public sealed class WorkspaceSpecValidatorTests
{
    [Fact]
    public void Problems_OfAnOrdinarySpec_AreNone() => Assert.Empty(Problems(_ => { }));

    [Theory]
    [InlineData("https://dbc-1.cloud.databricks.com/")]
    [InlineData("https://workspace.example.com:8443")]
    [InlineData("https://adb-1.2.azuredatabricks.net/?o=1234567890123456#notebook/1/command/2")]
    public void Problems_OfAHostThatIsOne_AreNone(string host) => Assert.Empty(Problems(spec => spec.Host = host));

    [Theory]
    [InlineData("http://dbc-1.cloud.databricks.com")]
    [InlineData("https://169.254.169.254")]
    [InlineData("https://localhost")]
    [InlineData("https://user@dbc-1.cloud.databricks.com")]
    [InlineData("https://dbc-1.cloud.databricks.com//")]
    public void Problems_OfAHostThatIsNone_NameTheField(string host) =>
        Assert.Contains("spec.host", Assert.Single(Problems(spec => spec.Host = host)), StringComparison.Ordinal);

    [Fact]
    public void Problems_OfNoWayOrTwoWaysToSignIn_SaySo()
    {
        Assert.Contains("exactly one", Assert.Single(Problems(spec => spec.Auth = new WorkspaceAuth())), StringComparison.Ordinal);
        Assert.Contains(
            "exactly one", Assert.Single(Problems(spec => spec.Auth.AzureManagedIdentity = new AzureManagedIdentityAuth())), StringComparison.Ordinal);
    }

    /// <summary>The identity is the operator's; a user must not be able to collect its tokens at a host of his own.</summary>
    [Theory]
    [InlineData("https://dbc-1.cloud.databricks.com", 0)]
    [InlineData("https://dbc-1.cloud.databricks.us", 0)]
    [InlineData("https://1.2.gcp.databricks.com", 0)]
    [InlineData("https://adb-1.2.azuredatabricks.net", 0)]
    [InlineData("https://ADB-1.2.AzureDatabricks.net.:443/", 0)]
    [InlineData("https://adb-1.2.databricks.azure.us", 0)]
    [InlineData("https://adb-1.2.databricks.azure.cn", 0)]
    [InlineData("https://adb-1.2.azuredatabricks.net/?o=1#x", 0)]
    [InlineData("https://evil.example.com/?o=1#https://a.cloud.databricks.com", 1)]
    [InlineData("https://pages-of-others.databricks.com", 1)]
    [InlineData("https://evil.example.com", 1)]
    [InlineData("https://azuredatabricks.net.example.com", 1)]
    [InlineData("https://evilazuredatabricks.net", 1)]
    public void Problems_OfTheOperatorsOwnIdentity_AllowItAtDatabricksOnly(string host, int expected)
    {
        Assert.Equal(
            expected,
            Problems(spec => (spec.Host, spec.Auth) = (host, new WorkspaceAuth { WorkloadIdentity = new WorkloadIdentityAuth { ClientId = "id" } })).Count);
        Assert.Equal(
            expected, Problems(spec => (spec.Host, spec.Auth) = (host, new WorkspaceAuth { AzureManagedIdentity = new AzureManagedIdentityAuth() })).Count);
    }

    [Theory]
    [InlineData("https://adb.private.example.com", "adb.private.example.com", 0)]
    [InlineData("https://adb.private.example.com", ".example.com", 0)]
    [InlineData("https://adb.private.example.com", "private.example.com", 1)]
    [InlineData("https://evil-example.com", ".example.com", 1)]
    [InlineData("http://127.0.0.1:8080", "127.0.0.1", 0)]
    [InlineData("http://127.0.0.1:8080", "", 1)] // --allow-insecure-hosts opens no identity
    [InlineData("http://adb-1.2.azuredatabricks.net", "", 1)]
    public void Problems_OfTheOperatorsOwnIdentityAtAHostTheAdministratorNamed_AreNone(string host, string named, int expected) => Assert.Equal(
        expected,
        Problems(
            spec => (spec.Host, spec.Auth) = (host, new WorkspaceAuth { AzureManagedIdentity = new AzureManagedIdentityAuth() }),
            new OperatorOptions { Identities = new() { Hosts = named } },
            allowInsecureHosts: true).Count);

    [Fact]
    public void Problems_OfABundle_ToldByWhetherItHoldsCertificates()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));

        Assert.Empty(Problems(spec => spec.CaBundle = $"{certificate.ExportCertificatePem()}\n{certificate.ExportCertificatePem()}\n"));
        Assert.Contains("spec.caBundle", Assert.Single(Problems(spec => spec.CaBundle = "words")), StringComparison.Ordinal);
        Assert.Contains("spec.caBundle", Assert.Single(
            Problems(spec => spec.CaBundle = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, false, true)]
    [InlineData(NamespacesFrom.Selector, true, true)]
    [InlineData(NamespacesFrom.Selector, false, false)]
    [InlineData(NamespacesFrom.All, true, false)]
    [InlineData(null, true, false)]
    public void Problems_OfASelector_ItBelongsToSelectorOnly(NamespacesFrom? from, bool hasSelector, bool isRight) => Assert.Equal(
        isRight,
        Problems(spec => spec.AllowedNamespaces = new AllowedNamespaces { From = from, Selector = hasSelector ? new NamespaceSelector() : null }).Count == 0);

    [Theory]
    [InlineData(SelectorOperator.In, true, true)]
    [InlineData(SelectorOperator.NotIn, true, true)]
    [InlineData(SelectorOperator.In, false, false)]
    [InlineData(SelectorOperator.Exists, false, true)]
    [InlineData(SelectorOperator.DoesNotExist, true, false)]
    public void Problems_OfARequirement_ValuesBelongToInAndNotIn(SelectorOperator @operator, bool hasValues, bool isRight) => Assert.Equal(
        isRight,
        Problems(spec => spec.AllowedNamespaces = new AllowedNamespaces
        {
            From = NamespacesFrom.Selector,
            Selector = new NamespaceSelector
            {
                MatchExpressions = [new SelectorRequirement { Key = "a", Operator = @operator, Values = hasValues ? ["b"] : null }],
            },
        }).Count == 0);

    [Theory]
    [InlineData("a=1", SelectorOperator.In, true)]
    [InlineData("a=3", SelectorOperator.In, false)]
    [InlineData("b=1", SelectorOperator.In, false)]
    [InlineData("a=1", SelectorOperator.NotIn, false)]
    [InlineData("a=3", SelectorOperator.NotIn, true)]
    [InlineData("b=1", SelectorOperator.NotIn, true)]
    [InlineData("a=3", SelectorOperator.Exists, true)]
    [InlineData("b=1", SelectorOperator.Exists, false)]
    [InlineData("b=1", SelectorOperator.DoesNotExist, true)]
    [InlineData("a=1", SelectorOperator.DoesNotExist, false)]
    public void Matches_OneRequirement_MeansWhatItMeansElsewhereInKubernetes(string label, SelectorOperator @operator, bool expected)
    {
        var requirement = new SelectorRequirement { Key = "a", Operator = @operator, Values = ["1", "2"] };
        var labels = new Dictionary<string, string> { [label.Split('=')[0]] = label.Split('=')[1] };

        Assert.Equal(expected, NamespaceAdmission.Matches(new NamespaceSelector { MatchExpressions = [requirement] }, labels));
    }

    [Fact]
    public void Matches_EmptySelector_AdmitsEvenANamespaceWithoutLabels() => Assert.True(NamespaceAdmission.Matches(new NamespaceSelector(), null));

    private static List<string> Problems(Action<DatabricksWorkspaceSpec> change, OperatorOptions? options = null, bool allowInsecureHosts = false)
    {
        var spec = new DatabricksWorkspaceSpec { Host = WorkspaceHarness.Host, Auth = { Token = new TokenAuth { SecretKeyRef = { Name = "a", Key = "b" } } } };
        change(spec);
        return [.. WorkspaceSpecValidator.Problems(spec, allowInsecureHosts, new OperatorIdentities(options ?? new OperatorOptions(), "operators"))];
    }
}
