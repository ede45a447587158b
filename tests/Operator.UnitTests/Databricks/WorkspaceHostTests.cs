using Operator.Databricks.Http;

namespace Operator.UnitTests.Databricks;

public sealed class WorkspaceHostTests
{
    [Theory]
    [InlineData("https://adb-123.4.azuredatabricks.net", "https://adb-123.4.azuredatabricks.net")]
    [InlineData("https://Dbc-1.Cloud.Databricks.com/", "https://dbc-1.cloud.databricks.com")]
    [InlineData("https://x.gcp.databricks.com:8443", "https://x.gcp.databricks.com:8443")]
    [InlineData("https://adb-123.4.azuredatabricks.net/?o=123#setting/clusters", "https://adb-123.4.azuredatabricks.net")]
    [InlineData("https://adb-123.4.azuredatabricks.net/?o=123", "https://adb-123.4.azuredatabricks.net")]
    [InlineData("https://dbc-1.cloud.databricks.com/jobs/7/runs?o=123&sort=a%20b#x@y", "https://dbc-1.cloud.databricks.com")]
    [InlineData("https://evil.example/?o=1#.cloud.databricks.com", "https://evil.example")]
    public void TryParse_NameAndPort_IsAHost(string text, string expected)
    {
        Assert.True(WorkspaceHost.TryParse(text, false, out var host, out var reason), reason);
        Assert.Equal(expected, host.ToString());
    }

    [Theory]
    [InlineData(null, "empty")]
    [InlineData("", "empty")]
    [InlineData("adb-1.azuredatabricks.net", "not valid")]
    [InlineData("http://adb-1.azuredatabricks.net", "must use https")]
    [InlineData("ftp://adb-1.azuredatabricks.net", "https://")]
    [InlineData("file:///etc/passwd", "not valid")]
    [InlineData("https://user:pw@adb-1.azuredatabricks.net", "without user")]
    [InlineData("https://@adb-1.azuredatabricks.net", "without user")]
    [InlineData("https://adb-1.azuredatabricks.net?o=1", "without user, path or query")]
    [InlineData("https://adb-1.azuredatabricks.net/?o=x", "without user, path or query")]
    [InlineData("https://adb-1.azuredatabricks.net/#o=1", "without user, path or query")]
    [InlineData("https://adb-1.azuredatabricks.net/?account_id=1", "without user, path or query")]
    [InlineData("https://user@adb-1.azuredatabricks.net/?o=1", "without user, path or query")]
    [InlineData("https://adb-1.azuredatabricks.net\\@evil.example/?o=1", "backslash")]
    [InlineData("https://adb-1.azuredatabricks.net%2eevil.example/?o=1", "percent")]
    [InlineData("https://10.0.0.1/?o=1", "not an IP address")]
    [InlineData("https://adb-1.azuredatabricks.net?", "without user, path or query")]
    [InlineData("https://adb-1.azuredatabricks.net#", "without user, path or query")]
    [InlineData("https://adb-1.azuredatabricks.net/api", "without user, path or query")]
    [InlineData("https://adb-1.azuredatabricks.net\\@evil.example", "backslash")]
    [InlineData("https://adb-1.azuredatabricks.net%2eevil.example", "percent")]
    [InlineData(" https://adb-1.azuredatabricks.net", "printable")]
    [InlineData("https://ädb.azuredatabricks.net", "ASCII")]
    [InlineData("https://a b", "printable")]
    [InlineData("https://", "not valid")]
    [InlineData("https://10.0.0.1", "not an IP address")]
    [InlineData("https://2130706433", "not an IP address")]
    [InlineData("https://0x7f.1", "not an IP address")]
    [InlineData("https://[::1]", "not an IP address")]
    [InlineData("https://localhost:8080", "localhost")]
    [InlineData("https://a.localhost.", "localhost")]
    public void TryParse_AnythingElse_IsRefusedWithAReason(string? text, string reason)
    {
        Assert.False(WorkspaceHost.TryParse(text, false, out var host, out var actual));
        Assert.Null(host);
        Assert.Contains(reason, actual, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:8080")]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://[::1]:8080")]
    [InlineData("https://10.0.0.1")]
    [InlineData("http://simulator.default.svc")]
    public void TryParse_InsecureAllowed_TakesLocalHosts(string text) => Assert.True(WorkspaceHost.TryParse(text, true, out _, out _));

    [Theory]
    [InlineData("http://169.254.169.254")]
    [InlineData("http://2852039166")]
    [InlineData("http://0xA9FEA9FE")]
    [InlineData("http://[::ffff:169.254.169.254]")]
    [InlineData("http://[64:ff9b::169.254.169.254]")] // NAT64 turns it back
    [InlineData("http://[64:ff9b:1::a9fe:a9fe]")]
    [InlineData("http://[::169.254.169.254]")]
    [InlineData("http://[2002:a9fe:a9fe::1]")]
    [InlineData("http://[fe80::1]")]
    [InlineData("http://[fd00:ec2::254]")]
    [InlineData("http://168.63.129.16")]
    [InlineData("http://0.0.0.0")]
    [InlineData("http://metadata.google.internal")]
    [InlineData("http://METADATA.google.internal.")]
    public void TryParse_LinkLocalOrMetadata_IsRefusedEvenWhenInsecureIsAllowed(string text)
    {
        Assert.False(WorkspaceHost.TryParse(text, true, out _, out var reason));
        Assert.Contains("never a workspace", reason, StringComparison.Ordinal);
    }
}
