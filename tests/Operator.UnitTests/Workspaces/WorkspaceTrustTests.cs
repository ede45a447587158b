using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.UnitTests.Databricks;

namespace Operator.UnitTests.Workspaces;

/// <summary>The authorities that spec.caBundleFrom refers to are read with the credential, and waited for as it is.</summary>
public sealed class WorkspaceTrustTests : IDisposable
{
    private const string Path = "/api/v1/namespaces/team/configmaps/authorities";

    private readonly PrivateAuthority authority = new();
    private readonly WorkspaceHarness harness = new();

    public WorkspaceTrustTests()
    {
        harness.PutSecret("dapi-first");
        harness.Apply(workspace => workspace.Spec.CaBundleFrom = new() { ConfigMapKeyRef = new() { Name = "authorities", Key = "ca.crt" } });
    }

    public void Dispose()
    {
        harness.Dispose();
        authority.Dispose();
    }

    [Fact]
    public async Task Reconcile_ConfigMapMissing_CallsNobodyUntilItIsThere()
    {
        await harness.ReconcileAsync();

        Assert.Equal(("False", Reasons.DependencyNotReady), harness.Condition("Ready"));
        Assert.Contains("ConfigMap authorities does not exist", harness.Message("Ready"), StringComparison.Ordinal);
        Assert.Empty(harness.Stub.Received);

        PutConfigMap("ca.crt", authority.Certificate.ExportCertificatePem());
        await harness.ReconcileAsync();

        Assert.Equal("True", harness.Condition("Ready").Status);
        Assert.NotNull(Assert.Single(harness.Made).TrustedRoots);
    }

    [Theory]
    [InlineData("other.crt", "-----BEGIN CERTIFICATE-----", "has no key ca.crt")]
    [InlineData("ca.crt", "words", "holds no PEM certificate")]
    [InlineData("ca.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "holds no PEM certificate")]
    public async Task Reconcile_ConfigMapThatHoldsNoCertificate_SaysSo(string key, string content, string expected)
    {
        PutConfigMap(key, content);

        await harness.ReconcileAsync();

        Assert.Contains(expected, harness.Message("Ready"), StringComparison.Ordinal);
        Assert.Empty(harness.Stub.Received);
    }

    [Fact]
    public async Task Reconcile_ConfigMapGoneAfterItWorked_GoesOnWithWhatWasRead()
    {
        PutConfigMap("ca.crt", authority.Certificate.ExportCertificatePem());
        await harness.ReconcileAsync();
        harness.Objects.Remove(Path);

        await harness.ReconcileAsync();

        Assert.Equal("True", harness.Condition("Ready").Status);
        Assert.Equal(("Unknown", Reasons.DependencyNotReady), harness.Condition("Synced"));
    }

    [Fact]
    public async Task Edit_ThatNamesAnotherPlace_MakesANewClient()
    {
        PutConfigMap("ca.crt", authority.Certificate.ExportCertificatePem());
        await harness.ReconcileAsync();

        harness.Edit(spec => spec.CaBundleFrom = null);
        await harness.ReconcileAsync();

        Assert.Equal(2, harness.Made.Count);
        Assert.Null(harness.Made[^1].TrustedRoots);
    }

    private void PutConfigMap(string key, string content) => harness.Objects.Put(Path, new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = "authorities" },
        ["data"] = new JsonObject { [key] = content },
    });
}
