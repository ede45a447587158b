using Microsoft.Extensions.Configuration;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Options;
using Operator.Workspaces;

namespace Operator.UnitTests.Hosting;

/// <summary>DATABRICKS_HOST and its credential, the names every Databricks tool uses.</summary>
public sealed class DefaultWorkspaceTests
{
    private const string Host = "https://adb-1.2.azuredatabricks.net";
    private const string Token = "dapi0123456789abcdef0123456789abcdef";

    [Fact]
    public void Create_WithoutAHost_IsNoWorkspace() => Assert.Null(Create(("DATABRICKS_TOKEN", Token)));

    [Theory]
    [InlineData(Host)]
    [InlineData(Host + "/")]
    public void Create_WithAToken_IsThatWorkspace(string host)
    {
        using var client = Create(("DATABRICKS_HOST", host), ("DATABRICKS_TOKEN", $"{Token}\n"));

        Assert.Equal(Host, client!.Host.ToString());
    }

    [Fact]
    public void Create_WithAServicePrincipal_IsThatWorkspace()
    {
        using var client = Create(("DATABRICKS_HOST", Host), ("DATABRICKS_CLIENT_ID", "id\n"), ("DATABRICKS_CLIENT_SECRET", "secret\n"));

        Assert.NotNull(client);
    }

    [Theory]
    [InlineData(null, null, null, "neither")]
    [InlineData("", " ", "", "neither")]
    [InlineData(Token, "id", null, "exclude")]
    [InlineData(Token, null, "very-secret", "exclude")]
    [InlineData(null, "id", null, "go together")]
    [InlineData(null, null, "very-secret", "go together")]
    [InlineData("dapi 0123456789abcdef0123456789", null, null, "white space")]
    [InlineData("dapi0123\n456789abcdef0123456789", null, null, "white space")]
    [InlineData("dapi0123456789abcdef012345678é", null, null, "ASCII")]
    public void Create_WithHalfOrTwoCredentials_SaysSoWithoutShowingThem(string? token, string? id, string? secret, string expected)
    {
        var exception = Assert.Throws<StartupException>(() => Create(
            ("DATABRICKS_HOST", Host), ("DATABRICKS_TOKEN", token), ("DATABRICKS_CLIENT_ID", id), ("DATABRICKS_CLIENT_SECRET", secret)));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.All(
            new[] { token, secret }.Where(value => !string.IsNullOrEmpty(value)),
            value => Assert.DoesNotContain(value!, exception.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Token)]
    [InlineData("http://adb-1.2.azuredatabricks.net")]
    [InlineData("https://localhost")]
    [InlineData("https://adb-1.2.azuredatabricks.net/?token=1")]
    public void Create_WithAHostThatIsNone_SaysWhyWithoutShowingIt(string host)
    {
        var exception = Assert.Throws<StartupException>(() => Create(("DATABRICKS_HOST", host), ("DATABRICKS_TOKEN", Token)));

        Assert.StartsWith("DATABRICKS_HOST cannot be used: ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Connect_WithoutAWorkspace_SaysWhatToSet()
    {
        using var workspaces = new EnvironmentWorkspace(null, ["elsewhere"]);

        var connection = workspaces.Connect(Cluster("team"));

        Assert.Null(connection.Client);
        Assert.Contains("DATABRICKS_HOST", connection.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("team", true)]
    [InlineData("other, team", true)]
    [InlineData("teams", false)]
    public void Connect_WithAListOfNamespaces_AdmitsThoseAlone(string namespaces, bool isAdmitted)
    {
        using var workspaces = new EnvironmentWorkspace(
            Create(("DATABRICKS_HOST", "https://adb-1.2.azuredatabricks.net"), ("DATABRICKS_TOKEN", Token)), OperatorOptions.List(namespaces));

        var connection = workspaces.Connect(Cluster("team"));

        Assert.Equal((isAdmitted, !isAdmitted), (connection.Client is not null, connection.IsDenied));
        Assert.Equal(isAdmitted, connection.Problem?.Contains("defaultWorkspaceNamespaces", StringComparison.Ordinal) != true);
    }

    [Fact]
    public void Connect_AdmittedNoLonger_StillLetsGoWhatIsThere()
    {
        using var workspaces = new EnvironmentWorkspace(
            Create(("DATABRICKS_HOST", "https://adb-1.2.azuredatabricks.net"), ("DATABRICKS_TOKEN", Token)), ["other"]);
        var cluster = Cluster("team");
        cluster.Metadata.DeletionTimestamp = DateTime.UnixEpoch;

        Assert.NotNull(workspaces.Connect(cluster).Client);
    }

    private static DatabricksCluster Cluster(string @namespace) =>
        new() { Metadata = new k8s.Models.V1ObjectMeta { Name = "etl", NamespaceProperty = @namespace } };

    private static WorkspaceClient? Create(params (string Name, string? Value)[] variables)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            variables.ToDictionary(variable => variable.Name, variable => variable.Value)).Build();
        return DefaultWorkspace.Read(configuration, new OperatorOptions(), TimeProvider.System) is { } options
            ? WorkspaceClientFactory.Create(options, TimeProvider.System)
            : null;
    }
}
