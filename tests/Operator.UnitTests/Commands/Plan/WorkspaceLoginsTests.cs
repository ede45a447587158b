using Microsoft.Extensions.Configuration;
using Operator.Commands.Plan;
using Operator.Options;

namespace Operator.UnitTests.Commands.Plan;

public sealed class WorkspaceLoginsTests
{
    private const string File = """
        # of a person
        [DEFAULT]
        host = https://one.cloud.databricks.com/
        token=dapi-one

        [azure]
        host                = two.azuredatabricks.net
        azure_tenant_id     = t
        azure_client_id     = c
        azure_client_secret = s

        ; signs in through a browser
        [browser]
        host      = https://three.cloud.databricks.com
        auth_type = databricks-cli
        """;

    [Theory]
    [InlineData("https://ONE.cloud.databricks.com", "DEFAULT")]
    [InlineData("https://two.azuredatabricks.net/", "azure")]
    [InlineData("https://three.cloud.databricks.com", null)]
    [InlineData("https://four.cloud.databricks.com", null)]
    public void ForHost_OfAProfile_IsTheOneWithACredentialForIt(string host, string? expected) => Assert.Equal(expected, Read().ForHost(host)?.Name);

    [Fact]
    public void Default_WhereTheEnvironmentNamesAWorkspace_IsThat()
    {
        Assert.Equal("DEFAULT", Read().Default!.Name);
        Assert.Equal("azure", Read(("DATABRICKS_CONFIG_PROFILE", "azure")).Default!.Name);
        Assert.Equal("the environment", Read(("DATABRICKS_HOST", "https://five.cloud.databricks.com"), ("DATABRICKS_TOKEN", "dapi-five")).Default!.Name);
        Assert.Equal("DEFAULT", Read(("DATABRICKS_HOST", "https://one.cloud.databricks.com")).Default!.Name);
    }

    [Fact]
    public void Named_AProfileOrAHost_IsFoundOrSaysWhatIsMissing()
    {
        Assert.Equal("https://two.azuredatabricks.net", Read().Named("azure").Host);
        Assert.Equal("DEFAULT", Read().Named("one.cloud.databricks.com").Name);
        Assert.Equal("https://new.cloud.databricks.com", Read(("DATABRICKS_TOKEN", "dapi-new")).Named("new.cloud.databricks.com").Host);
        Assert.Contains("no profile missing", Assert.Throws<StartupException>(() => Read().Named("missing")).Message, StringComparison.Ordinal);
        Assert.Contains("no credential", Assert.Throws<StartupException>(() => Read().Named("https://four.example.com")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Auth_OfALogin_RefersToASecretAndShowsNone()
    {
        var azure = Read().Named("azure");

        Assert.Equal(
            """{"azureClientSecret":{"tenantId":"t","clientId":"c","clientSecretRef":{"name":"s1","key":"credential"}}}""", azure.Auth("s1").ToJsonString());
        Assert.Equal("""{"token":{"secretKeyRef":{"name":"s1","key":"credential"}}}""", Read().Default!.Auth("s1").ToJsonString());
        Assert.DoesNotContain("dapi-one", $"{Read().Default}", StringComparison.Ordinal);
        Assert.Contains("databricks auth token", Assert.Throws<StartupException>(() => Read().Named("browser").Auth("s1")).Message, StringComparison.Ordinal);
    }

    private static WorkspaceLogins Read(params (string Name, string Value)[] variables)
    {
        var file = Path.GetTempFileName();
        try
        {
            System.IO.File.WriteAllText(file, File);
            var all = variables.Append(("DATABRICKS_CONFIG_FILE", file)).Select(variable => KeyValuePair.Create(variable.Item1, (string?)variable.Item2));
            return WorkspaceLogins.Read(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
        }
        finally
        {
            System.IO.File.Delete(file);
        }
    }
}
