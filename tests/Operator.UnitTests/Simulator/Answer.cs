using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Operator.UnitTests.Simulator;

internal sealed record Answer(int Status, string Text, HttpResponseHeaders Headers)
{
    public JsonObject Json => (JsonObject)JsonNode.Parse(Text)!;

    public string ErrorCode => $"{Json["error_code"]}";

    public string Message => $"{Json["message"]}";

    public void AssertRefused(string errorCode, string message)
    {
        Assert.Equal((400, errorCode, message), (Status, ErrorCode, Message));
    }
}
