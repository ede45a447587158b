using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Operator.Hosting;
using Operator.Options;
using Operator.UnitTests.Schema;
using YamlDotNet.RepresentationModel;

namespace Operator.UnitTests.Options;

public sealed class OperatorOptionsTests
{
    [Fact]
    public void Options_WithoutAnything_AreTheDefaultsAndValid() => Assert.Equal(new OperatorOptions(), OperatorProgram.Options(Configuration()));

    [Fact]
    public void Options_OfTheChart_AreTheProgramsDefaultsOneForOne()
    {
        var values = ChartOptions().ToDictionary(pair => $"Operator:{pair.Key}", pair => (string?)pair.Value);
        // Where it listens and which rights it has are part of the chart, which names the lease after the release.
        var known = Names(typeof(OperatorOptions), "")
            .Where(name => name is not ("Listen" or "Namespaced" or "SecretAccess")).Select(name => name.ToUpperInvariant());
        Assert.True(values.Remove("Operator:leaderElection:leaseName", out var leaseName));

        Assert.Equal(known.Order(), ChartOptions().Select(pair => pair.Key.ToUpperInvariant()).Order());
        Assert.Equal("", leaseName);
        Assert.Equal(new OperatorOptions(), OperatorProgram.Options(new ConfigurationBuilder().AddInMemoryCollection(values).Build()));
    }

    [Theory]
    [InlineData("Workers", "0")]
    [InlineData("ResyncSeconds", "1")]
    [InlineData("ObservationPeriodSeconds", "0")]
    [InlineData("RecheckSeconds", "9")]
    [InlineData("PassTimeoutSeconds", "5")]
    [InlineData("Class", "a/b")]
    [InlineData("Class", "-a")]
    [InlineData("SecretAccess", "List")]
    [InlineData("SecretAccess", "")]
    [InlineData("LogFormat", "xml")]
    [InlineData("LogFormat", "")]
    [InlineData("LogLevel", "information")]
    [InlineData("LogLevel", "")]
    [InlineData("InstallationId", "a b")]
    [InlineData("Listen", "8080")]
    [InlineData("Listen", "ftp://+:8080")]
    [InlineData("Listen", "http://+:8080/path")]
    [InlineData("LeaderElection:LeaseName", "Not_A_Name")]
    [InlineData("LeaderElection:LeaseName", "")]
    [InlineData("DefaultWorkspaceNamespaces", "")]
    [InlineData("DefaultWorkspaceNamespaces", "team-a,Team_B")]
    [InlineData("WatchNamespaces", "team-a,*")]
    [InlineData("LeaderElection:LeaseNamespace", "a.b")]
    [InlineData("Identities:Namespaces", "-")]
    [InlineData("Identities:Hosts", "https://adb.example.com")]
    [InlineData("Identities:Hosts", "*.example.com")]
    [InlineData("Identities:Audiences", "databricks,https://kubernetes.default.svc.cluster.local")]
    [InlineData("Traces:Endpoint", "collector:4318")]
    [InlineData("Traces:Endpoint", "http://user:key@collector:4318")]
    [InlineData("Traces:Protocol", "udp")]
    [InlineData("Traces:SamplePercent", "0")]
    public void Options_OutOfRange_AreRefusedByName(string name, string value)
    {
        var exception = Assert.Throws<StartupException>(() => OperatorProgram.Options(Configuration((name, value))));

        Assert.Contains(name.Replace(':', '.'), exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Workers", "many")]
    [InlineData("AllowInsecureHosts", "perhaps")]
    public void Options_OfTheWrongType_AreRefusedInOneLine(string name, string value) =>
        Assert.Contains(name, Assert.Throws<StartupException>(() => OperatorProgram.Options(Configuration((name, value)))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("2", "10", "10")]
    [InlineData("10", "10", "15")]
    [InlineData("12", "10", "15")]
    public void Options_ALeaseThatCannotBeHeld_IsRefused(string retry, string renew, string duration) =>
        Assert.Throws<StartupException>(() => OperatorProgram.Options(Configuration(
            ("LeaderElection:RetryPeriodSeconds", retry), ("LeaderElection:RenewDeadlineSeconds", renew), ("LeaderElection:LeaseDurationSeconds", duration))));

    [Theory]
    [InlineData("", "prod", "WatchNamespaces")]
    [InlineData("team-a", "", "InstallationId")]
    public void Options_OfAnOperatorWithRightsInNamespacesOnly_NeedWhatItCannotRead(string namespaces, string installation, string missing)
    {
        var exception = Assert.Throws<StartupException>(() => OperatorProgram.Options(Configuration(
            ("Namespaced", "true"), ("WatchNamespaces", namespaces), ("InstallationId", installation))));

        Assert.Contains(missing, exception.Message, StringComparison.Ordinal);
        OperatorProgram.Options(Configuration(("Namespaced", "true"), ("WatchNamespaces", "team-a"), ("InstallationId", "prod")));
    }

    [Theory]
    [InlineData("http://+:8080")]
    [InlineData("http://*:80;https://localhost:8443")]
    [InlineData("http://[::1]:8080")]
    [InlineData("")]
    public void Options_AnAddressToListenAt_IsTaken(string listen) => Assert.Equal(listen, OperatorProgram.Options(Configuration(("Listen", listen))).Listen);

    [Fact]
    public void Namespaces_SeparatedByCommas_AreTrimmed() =>
        Assert.Equal(["a", "b"], new OperatorOptions { WatchNamespaces = " a ,, b," }.Namespaces);

    [Fact]
    public void Properties_OfOptions_HaveBoundsOrARuleOrAnyValueIsRight()
    {
        string[] free = ["Listen", "AllowInsecureHosts", "LeaderElection", "Namespaces", "Enabled", "Identities", "Traces", "Namespaced", "WatchesSecrets"];

        Assert.All(
            typeof(OperatorOptions).GetProperties()
                .Concat(typeof(OperatorOptions.LeaderElectionSettings).GetProperties())
                .Concat(typeof(OperatorOptions.IdentitySettings).GetProperties().Where(property => property.Name != "Namespaces"))
                .Concat(typeof(OperatorOptions.TraceSettings).GetProperties())
                .Where(property => !free.Contains(property.Name)),
            property => Assert.NotEmpty(property.GetCustomAttributes(typeof(ValidationAttribute), inherit: true)));
    }

    private static IConfiguration Configuration(params (string Name, string Value)[] options) =>
        new ConfigurationBuilder().AddInMemoryCollection(options.ToDictionary(option => $"Operator:{option.Name}", option => (string?)option.Value)).Build();

    private static IEnumerable<string> Names(Type type, string prefix) => type.GetProperties().Where(property => property.CanWrite).SelectMany(property =>
        property.PropertyType.IsNested ? Names(property.PropertyType, $"{prefix}{property.Name}:") : [$"{prefix}{property.Name}"]);

    private static IEnumerable<KeyValuePair<string, string>> ChartOptions()
    {
        YamlStream yaml = [];
        yaml.Load(File.OpenText(Path.Combine(Repository.Root, "charts/databricks-operator/values.yaml")));
        return Flat((YamlMappingNode)((YamlMappingNode)yaml.Documents[0].RootNode)["operator"], "");
    }

    private static IEnumerable<KeyValuePair<string, string>> Flat(YamlMappingNode node, string prefix) => node.SelectMany(pair => (pair.Value switch
    {
        YamlMappingNode inner => Flat(inner, $"{prefix}{pair.Key}:"),
        YamlSequenceNode list => [KeyValuePair.Create($"{prefix}{pair.Key}", string.Join(',', list.Select(item => item.ToString())))],
        var scalar => [KeyValuePair.Create($"{prefix}{pair.Key}", ((YamlScalarNode)scalar).Value ?? "")],
    }));
}
