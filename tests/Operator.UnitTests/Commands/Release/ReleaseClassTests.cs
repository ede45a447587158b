using Operator.Api.V1Alpha1;
using Operator.Commands.Release;
using Operator.Runtime.Client;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Commands.Release;

/// <summary>The uninstallation of one release must not let go what another works on.</summary>
public sealed class ReleaseClassTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("")]
    public void Parse_AClass_IsTheValueAndEmptyIsOne(string @class)
    {
        var command = ReleaseCommand.Create();
        var parsed = command.Parse(["--policy=Delete", "--class", @class]);

        Assert.Empty(parsed.Errors);
        Assert.Equal(@class, parsed.GetValue<string?>("--class"));
    }

    [Fact]
    public void Parse_WithoutAClass_MeansAllObjects() => Assert.Null(ReleaseCommand.Create().Parse(["--policy=Delete"]).GetValue<string?>("--class"));

    [Theory]
    [InlineData("", "labelSelector=%21databricks-operator.io%2Fclass")]
    [InlineData("a", "labelSelector=databricks-operator.io%2Fclass%3Da")]
    public async Task List_OfAClass_AsksForThoseObjectsOnly(string @class, string expected)
    {
        using var server = new StubApiServer(_ => StubApiServer.Json("""{"metadata":{},"items":[]}"""));
        using var connection = server.Connect();

        await new ReleaseClient(connection, Labels.SelectorOf(@class)).ListAsync(
            ResourceDefinition.Of<DatabricksJob>(), null, TestContext.Current.CancellationToken);

        Assert.EndsWith(expected, Assert.Single(server.Requests).Query, StringComparison.Ordinal);
    }
}
