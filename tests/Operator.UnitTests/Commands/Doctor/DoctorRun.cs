using System.CommandLine;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using k8s;
using Operator.Api.V1Alpha1;
using Operator.Commands;
using Operator.Commands.Doctor;
using Operator.UnitTests.Kinds;
using Operator.UnitTests.Kinds.Harness;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Commands.Doctor;

/// <summary>The doctor beside an API server where all is well, with one DatabricksWorkspace <c>prod</c> in the namespace <c>team</c>.</summary>
internal static class DoctorRun
{
    private const string Lease = """{"spec":{"holderIdentity":"pod-1","leaseDurationSeconds":2000000000,"renewTime":"2020-01-01T00:00:00.000000Z"}}""";

    /// <param name="arguments">Of the program.</param>
    /// <param name="instead">Answers of the API server in place of the usual ones; null for those.</param>
    /// <param name="edit">Changes the DatabricksWorkspace.</param>
    /// <param name="adjust">Changes what the doctor looks at.</param>
    public static async Task<(int Exit, string Output)> OfAsync(
        string arguments,
        Func<StubRequest, HttpResponseMessage?>? instead = null,
        Action<JsonObject>? edit = null,
        Func<OperatorHarness, DoctorSurroundings, DoctorSurroundings>? adjust = null)
    {
        await using var harness = await KindHarness<DatabricksJob>.StartAsync();
        var workspace = Workspace(harness.Process.Client.Host.ToString());
        edit?.Invoke(workspace);
        using StringWriter output = new();
        var around = new DoctorSurroundings(new KubernetesClientConfiguration { Host = "http://cluster" })
        {
            Handlers = () => [new StubApiServer(request => instead?.Invoke(request) ?? Answer(request, workspace))],
            IsOperatorsPod = false,
        };
        var root = new RootCommand { DoctorCommand.Create(adjust?.Invoke(harness, around) ?? around) };
        var exit = await root.Parse($"{arguments} --allow-insecure-hosts")
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = output }, TestContext.Current.CancellationToken);
        Assert.Empty(harness.Workspace.Changes);
        return (exit, output.ToString());
    }

    private static HttpResponseMessage Answer(StubRequest request, JsonObject workspace)
    {
        var response = StubApiServer.Json(Body(request.Path, workspace), request.Method == HttpMethod.Post ? HttpStatusCode.Created : HttpStatusCode.OK);
        response.Headers.Date = TimeProvider.System.GetUtcNow();
        return response;
    }

    private static string Body(string path, JsonObject workspace) => path.Split('/')[^1] switch
    {
        "version" => """{"major":"1","minor":"33","gitVersion":"v1.33.0"}""",
        "selfsubjectaccessreviews" => """{"status":{"allowed":true}}""",
        "databricks-operator" => Lease,
        "databricksworkspaces" => new JsonObject { ["metadata"] = new JsonObject(), ["items"] = new JsonArray(workspace.DeepClone()) }.ToJsonString(),
        "databricks" => $$$"""{"metadata":{"name":"databricks","namespace":"team"},"data":{"token":"{{{Token}}}"}}""",
        var name => Definition(name) ?? $$$"""{"metadata":{"name":"{{{name}}}","uid":"{{{name}}}"}}""",
    };

    private static string Token => Convert.ToBase64String(Encoding.UTF8.GetBytes(WorkspaceOptions.DefaultToken));

    private static string? Definition(string name)
    {
        if (GeneratedFiles.Definitions().FirstOrDefault(definition => definition["metadata"]!["name"]!.ToString() == name) is not { } found)
        {
            return null;
        }

        found["status"] = new JsonObject { ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Established", ["status"] = "True" }) };
        return found.ToJsonString();
    }

    private static JsonObject Workspace(string host) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = "prod", ["namespace"] = "team", ["uid"] = "prod", ["generation"] = 1L },
        ["spec"] = new JsonObject
        {
            ["host"] = host,
            ["auth"] = new JsonObject
            {
                ["token"] = new JsonObject { ["secretKeyRef"] = new JsonObject { ["name"] = "databricks", ["key"] = "token" } },
            },
        },
    };
}
