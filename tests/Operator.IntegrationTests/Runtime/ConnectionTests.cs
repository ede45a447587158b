using System.Net;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Runtime;

public sealed class ConnectionTests(ControlPlane plane)
{
    /// <summary>Otherwise each watch and each write under way would hold a connection of its own, and no ping would show that one is dead.</summary>
    [Fact]
    public async Task Open_OnARealApiServer_SpeaksHttp2()
    {
        using var response = await plane.Connection.OpenAsync(HttpMethod.Get, "version", null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpVersion.Version20, response.Version);
    }
}
