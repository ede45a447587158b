using Microsoft.Extensions.Configuration;
using Operator.Hosting;
using Operator.Options;

namespace Operator.IntegrationTests.Packaging;

/// <summary>A value that the chart takes must not end the pod at its start, and one that it refuses must not be one the program would take.</summary>
public sealed class ChartValuesTests : IAsyncLifetime
{
    private Helm helm = null!;

    public async ValueTask InitializeAsync() => helm = await Helm.GetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("workers", "0", "0")]
    [InlineData("workers", "257", "257")]
    [InlineData("workers", "\"many\"", "many")]
    [InlineData("resyncSeconds", "9", "9")]
    [InlineData("observationPeriodSeconds", "0", "0")]
    [InlineData("recheckSeconds", "86401", "86401")]
    [InlineData("transitionSeconds", "301", "301")]
    [InlineData("createGraceSeconds", "-1", "-1")]
    [InlineData("passTimeoutSeconds", "5", "5")]
    [InlineData("installationId", "\"a b\"", "a b")]
    [InlineData("class", "\"a b\"", "a b")]
    [InlineData("logFormat", "\"xml\"", "xml")]
    [InlineData("logLevel", "\"information\"", "information")]
    [InlineData("allowInsecureHosts", "\"perhaps\"", "perhaps")]
    [InlineData("watchNamespaces", "[\"Team_A\"]", "Team_A")]
    [InlineData("watchNamespaces", "[\"*\"]", "*")]
    [InlineData("defaultWorkspaceNamespaces", "[]", "")]
    [InlineData("leaderElection.leaseName", "\"my.lease\"", "my.lease")]
    [InlineData("leaderElection.leaseNamespace", "\"a.b\"", "a.b")]
    [InlineData("leaderElection.leaseDurationSeconds", "1000", "1000")]
    [InlineData("leaderElection.renewDeadlineSeconds", "20", "20")]
    [InlineData("leaderElection.retryPeriodSeconds", "10", "10")]
    [InlineData("identities.namespaces", "[\"-\"]", "-")]
    [InlineData("identities.hosts", "[\"https://adb.example.com\"]", "https://adb.example.com")]
    [InlineData("identities.hosts", "[\"a..b\"]", "a..b")]
    [InlineData("identities.audiences", "[\"https://Kubernetes.default.svc\"]", "https://Kubernetes.default.svc")]
    [InlineData("traces.endpoint", "\"collector:4318\"", "collector:4318")]
    [InlineData("traces.endpoint", "\"http://collector:70000\"", "http://collector:70000")]
    [InlineData("traces.protocol", "\"udp\"", "udp")]
    [InlineData("traces.samplePercent", "0", "0")]
    public async Task Template_AValueThatTheProgramRefuses_IsRefusedByTheChartToo(string option, string json, string text)
    {
        var refusal = await helm.RefusalAsync("--set-json", $"operator.{option}={json}", "--set", "workloadIdentity.tokenRequests=true");

        Assert.Contains(option.Split('.')[0], refusal, StringComparison.Ordinal);
        Assert.Throws<StartupException>(() => OperatorProgram.Options(Configuration(option, text)));
    }

    [Theory]
    [InlineData("workers", "256", "256")]
    [InlineData("observationPeriodSeconds", "1", "1")]
    [InlineData("createGraceSeconds", "0", "0")]
    [InlineData("leaderElection.leaseDurationSeconds", "600", "600")]
    [InlineData("leaderElection.leaseNamespace", "\"leases\"", "leases")]
    [InlineData("identities.hosts", "[\".example.com\"]", ".example.com")]
    [InlineData("watchNamespaces", "[\"team-a\"]", "team-a")]
    [InlineData("traces.endpoint", "\"http://collector.observability:4318\"", "http://collector.observability:4318")]
    public async Task Template_AValueAtTheProgramsBounds_IsTakenAndHandedOver(string option, string json, string text)
    {
        var manifests = await helm.TemplateAsync("--set-json", $"operator.{option}={json}");

        OperatorProgram.Options(Configuration(option, text));
        Assert.Contains($"name: OPERATOR__{option.Replace(".", "__", StringComparison.Ordinal).ToUpperInvariant()}\n", manifests, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://dbc-a1b2345c-d6e7.cloud.databricks.com")]
    [InlineData("https://dbc-a1b2345c-d6e7.cloud.databricks.com/")]
    [InlineData("https://adb-1234567890123456.7.azuredatabricks.net/?o=1234567890123456#setting/clusters")]
    public async Task Template_AHostFromABrowser_IsTaken(string host) => Assert.Contains(
        $"value: \"{host}\"",
        await helm.TemplateAsync("--set-string", $"databricks.host={host}", "--set", "databricks.existingSecret=databricks"),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("adb-1.azuredatabricks.net")]
    [InlineData("https://user@adb-1.azuredatabricks.net")]
    [InlineData("https://adb-1.azuredatabricks.net/api")]
    public async Task Template_AHostThatIsNone_IsRefused(string host) => Assert.Contains(
        "/databricks/host",
        await helm.RefusalAsync("--set-string", $"databricks.host={host}", "--set", "databricks.existingSecret=databricks"),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("image.repository", "make image IMAGE=REGISTRY/operator:")]
    [InlineData("simulator.image.repository", "make simulator-image IMAGE=REGISTRY/operator:")]
    public async Task Template_AnImageWithoutARegistry_IsRefusedWithWhatToDo(string path, string command)
    {
        Assert.Contains(
            command,
            await helm.RefusalAsync("--set", $"simulator.enabled=true,simulator.image.repository=registry.example.com/simulator,{path}=operator"),
            StringComparison.Ordinal);
        Assert.Contains("image: \"operator:", await helm.TemplateAsync(
            "--set", $"simulator.enabled=true,image.allowUnqualified=true,{path}=operator"), StringComparison.Ordinal);
    }

    private static IConfiguration Configuration(string option, string text) => new ConfigurationBuilder().AddInMemoryCollection(
        [KeyValuePair.Create($"Operator:{option.Replace('.', ':')}", (string?)text)]).Build();
}
