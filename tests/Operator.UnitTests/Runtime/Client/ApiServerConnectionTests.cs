using System.Net;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Client;

public sealed class ApiServerConnectionTests
{
    /// <summary>Where the server or a proxy before it speaks nothing newer than HTTP/1.1, that is used.</summary>
    [Fact]
    public async Task Send_AnyRequest_AsksForHttp2AndTakesLess()
    {
        var asked = new List<(Version, HttpVersionPolicy)>();
        using var server = new StubApiServer(_ => StubApiServer.Json("{}")) { OnVersion = (version, policy) => asked.Add((version, policy)) };
        using var connection = server.Connect();

        await connection.SendAsync(HttpMethod.Get, "version", null, TestContext.Current.CancellationToken);

        Assert.Equal([(HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower)], asked);
    }
}
