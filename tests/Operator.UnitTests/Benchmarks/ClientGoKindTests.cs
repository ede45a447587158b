using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Operator.Api.V1Alpha1;
using Operator.Benchmarks.Fleets;
using Operator.UnitTests.Simulator;

namespace Operator.UnitTests.Benchmarks;

/// <summary>The document for the client-go operator, with its templates filled in as the Go program does it.</summary>
public sealed partial class ClientGoKindTests
{
    private const int Edit = 7;

    public static TheoryData<string> Compared => ["job", "notebook", "cluster"];

    [Fact]
    public void Find_OfAKindWhoseSpecCannotChange_FindsNone() => Assert.Null(ClientGoKind.Find(KindOf("run")));

    [Theory]
    [MemberData(nameof(Compared))]
    public void Document_OfAKind_NamesItsObjectsAndTheWorkspace(string name)
    {
        var document = DocumentOf(name);

        Assert.Equal(KindOf(name).Plural, (string?)document["resource"]!["resource"]);
        Assert.Equal("client-go", (string?)document["namespace"]);
        Assert.Equal("http://workspace", (string?)document["host"]);
        Assert.Equal("dapi-simulator", (string?)document["token"]);
        Assert.Equal(16, (int)document["workers"]!);
    }

    [Theory]
    [MemberData(nameof(Compared))]
    public void Document_OfAKind_CreatesWhatTheFloorCreates(string name)
    {
        var create = DocumentOf(name)["create"]!;

        Assert.Equal(KindOf(name).CreatePath, (string?)create["path"]);
        Assert.Equal(KindOf(name).CreateBodyOf("one", ""), Filled((string)create["body"]!, new JsonObject { ["name"] = "one" }));
    }

    [Theory]
    [MemberData(nameof(Compared))]
    public void Document_OfAKind_KeepsTheIdWhereTheStatusHasIt(string name)
    {
        var status = typeof(DatabricksJobStatus).Assembly.GetType($"Operator.Api.V1Alpha1.{KindOf(name).Kind}Status", throwOnError: true)!;

        Assert.Contains(status.GetProperties(), property => property.Name.Equals((string?)DocumentOf(name)["statusField"], StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(Compared))]
    public async Task Document_OfAKind_HasCallsThatAWorkspaceTakes(string name)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var (document, kind) = (DocumentOf(name), KindOf(name));
        var spec = JsonNode.Parse(kind.Manifest("one", ""))!["spec"]!.DeepClone().AsObject();
        foreach (var (field, value) in JsonNode.Parse(kind.Edit!.Patch(Edit))!["spec"]!.AsObject())
        {
            spec[field] = value!.DeepClone();
        }

        var known = new JsonObject { ["name"] = "one", ["spec"] = spec };
        var answer = await SendAsync(workspace, document["create"]!, known);
        known["id"] = Filled((string)document["id"]!, answer);
        await SendAsync(workspace, document["edit"]!, known);
        await SendAsync(workspace, document["delete"]!, known);

        var calls = workspace.Workspace.Journal.After(0);
        Assert.Equal([false, true, false], calls.Select(call => call.Body.Contains(kind.Edit.Sent(Edit), StringComparison.Ordinal)));
    }

    private static async Task<JsonNode> SendAsync(SimulatedWorkspace workspace, JsonNode call, JsonNode known)
    {
        var answer = await workspace.SendAsync(HttpMethod.Post, $"/{(string?)call["path"]}", Filled((string)call["body"]!, known));
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json;
    }

    private static JsonNode DocumentOf(string name) =>
        JsonNode.Parse(ClientGoKind.Find(KindOf(name))!.Document("client-go", "http://workspace", "dapi-simulator"))!;

    private static FleetKind KindOf(string name) => FleetKind.All.First(kind => kind.Name == name);

    /// <summary>As text/template does it with the two functions that the program gives it.</summary>
    private static string Filled(string template, JsonNode known) => Placeholder().Replace(template, match =>
    {
        var value = match.Groups["field"].Value.Split('.').Aggregate(known, (node, field) => node[field] ?? throw new KeyNotFoundException(match.Value));
        return match.Groups["function"].Value switch
        {
            "json" => value.ToJsonString(),
            "base64" => Convert.ToBase64String(Encoding.UTF8.GetBytes((string)value!)),
            _ => value.ToString(),
        };
    });

    [GeneratedRegex(@"\{\{(?:(?<function>json|base64) )?\.(?<field>[\w.]+)\}\}")]
    private static partial Regex Placeholder();
}
