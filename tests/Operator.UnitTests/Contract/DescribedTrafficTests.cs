using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Operator.UnitTests.Simulator;

namespace Operator.UnitTests.Contract;

/// <summary>What the client and the simulator really say to each other, in the versions of the users' description and judged by it.</summary>
public sealed class DescribedTrafficTests
{
    [Fact]
    public async Task Traffic_OfEveryDescribedOperation_IsAsDescribedOrAKnownDifference()
    {
        var description = ApiDescription.Load();
        await using var workspace = await SimulatedWorkspace.StartAsync(new WorkspaceOptions { InvalidTokenStatus = 401 });
        var recording = new RecordingHandler();
        using (var client = DescribedScenario.Connect(workspace.Client.BaseAddress!, recording))
        {
            await DescribedScenario.RunAsync(client, TestContext.Current.CancellationToken);
        }

        var exchanges = recording.Exchanges.Select(exchange => (Exchange: exchange, Operation: description.Find(exchange.Method, exchange.Path)!)).ToList();
        Assert.Empty(description.Operations.Except(exchanges.Select(pair => pair.Operation)).Select(operation => operation.Id));
        KnownDifferences.AssertExplained(
            KnownDifferences.Traffic, [.. exchanges.SelectMany(pair => Problems(description, pair.Operation, pair.Exchange)).Distinct()]);
    }

    private static IEnumerable<string> Problems(ApiDescription description, DescribedOperation operation, Exchange exchange)
    {
        var sent = operation.Request is { } request ? SchemaCheck.Problems(description, request, exchange.Request, $"{operation.Id} request") : [];
        var query = exchange.Address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => Uri.UnescapeDataString(pair.Split('=')[0])).ToList();
        var asked = operation.Query.Where(parameter => parameter.IsRequired && !query.Contains(parameter.Name)).Select(
            parameter => $"{operation.Id}?{parameter.Name}: missing")
            .Concat(query.Where(name => operation.Query.All(parameter => parameter.Name != name)).Select(name => $"{operation.Id}?{name}: not described"));
        var schema = exchange.Status == 200 ? operation.Answer : description.Error;
        var answered = schema is not null ? SchemaCheck.Problems(description, schema, exchange.Answer, $"{operation.Id} {exchange.Status}")
            : exchange.Answer is null or JsonObject { Count: 0 } ? []
            : [$"{operation.Id} {exchange.Status}: an answer where none is described"];
        return sent.Concat(asked).Concat(answered);
    }
}
