using System.Text;
using System.Text.Json.Nodes;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Reconciling;

/// <summary>One rule for every credential from a Secret, however the Secret was made.</summary>
public sealed class SecretReaderTests
{
    [Theory]
    [InlineData("hunter2", "hunter2")]
    [InlineData("hunter2\n", "hunter2")]
    [InlineData("hunter2\r\n", "hunter2")]
    [InlineData("hunter2\n\n", "hunter2\n")]
    [InlineData("hunter2\r", "hunter2\r")]
    [InlineData(" hunter2 ", " hunter2 ")]
    [InlineData("\n", "")]
    [InlineData("", "")]
    public async Task Read_AValue_IsTheValueWithoutOneLineEndAtItsEnd(string stored, string expected)
    {
        var objects = new InMemoryApiServer();
        objects.Put("/api/v1/namespaces/team/secrets/registry", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "registry" },
            ["data"] = new JsonObject { ["password"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(stored)) },
        });
        using var server = new StubApiServer(objects.Answer);
        using var connection = server.Connect();
        var reader = new SecretReader(new ResourceClient<V1Secret>(connection, new EntitySerializer()));

        var reference = new SecretKeyReference { Name = "registry", Key = "password" };

        Assert.Equal(expected, await reader.ReadAsync("team", reference, TestContext.Current.CancellationToken));
    }
}
