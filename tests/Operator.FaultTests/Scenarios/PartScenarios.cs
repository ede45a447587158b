using System.Text.Json.Nodes;
using Operator.FaultTests.World;
using static Operator.FaultTests.Scenarios.Steps;

namespace Operator.FaultTests.Scenarios;

/// <summary>What has calls of its own beside the object that it belongs to: permissions, libraries, the pin.</summary>
internal static class PartScenarios
{
    private const string Analysts = """{"groupName":"analysts","permissionLevel":"CAN_MANAGE"}""";

    private static readonly JsonObject Intruder = JsonNode.Parse("""{"group_name":"everybody","permission_level":"CAN_MANAGE"}""")!.AsObject();

    private static readonly Thing Cluster = new("DatabricksCluster", "etl", Truths.Cluster with
    {
        Matches = (world, id, spec) => Truths.Cluster.Matches(world, id, spec)
            && world.Remote.Clusters.LibrariesOf(id).Select(PackageOf).ToHashSet().SetEquals(spec["libraries"]!.AsArray().Select(PackageOf))
            && world.Remote.Clusters.IsPinned(id) == (bool)spec["pinned"]!,
    });

    private static readonly Thing Job = new("DatabricksJob", "nightly", WithGrants(Truths.Job, "jobs", (_, id) => id));
    private static readonly Thing Notebook = new("DatabricksNotebook", "load", WithGrants(Truths.Notebook, "notebooks", NumberOfNotebook));

    public static Scenario OfACluster() => new("libraries and pin")
    {
        Things = [Cluster],
        Steps =
        [
            Apply(Cluster, _ => """
                {"sparkVersion":"16.4.x-scala2.12","nodeTypeId":"m5d.large","numWorkers":1,"autoterminationMinutes":600,"pinned":true,
                 "libraries":[{"pypi":{"package":"pandas"}}]}
                """),
            Edit("change the libraries and unpin", Cluster, """{"libraries":[{"pypi":{"package":"polars"}}],"pinned":false}"""),
            Edit("pin", Cluster, """{"pinned":true}"""),
            Delete(Cluster),
        ],
    };

    public static Scenario OfPermissions() => new("permissions of a job and a notebook")
    {
        Things = [Job, Notebook],
        Steps =
        [
            new Step("apply", ApplyAll, world => AllSettled(world, [Job, Notebook])),
            Drift([Job, Notebook], GrantAll),
            Delete(Job, Notebook),
        ],
    };

    private static void ApplyAll(FaultWorld world)
    {
        ApplyNow(world, Job, $$$"""
            {"description":"mine","tasks":[{"taskKey":"main","notebookTask":{"notebookPath":"/main"}}],"accessControlList":[{{{Analysts}}}]}
            """);
        ApplyNow(world, Notebook, $$$"""{"path":"/Shared/load","language":"PYTHON","content":"print(1)","accessControlList":[{{{Analysts}}}]}""");
    }

    private static void GrantAll(FaultWorld world)
    {
        world.Remote.Permissions.Grant("jobs", Job.Ids(world)[0], Intruder);
        world.Remote.Permissions.Grant("notebooks", NumberOfNotebook(world, Notebook.Ids(world)[0]), Intruder);
    }

    private static KindTruth WithGrants(KindTruth truth, string kind, Func<FaultWorld, string, string> idOf) => truth with
    {
        Matches = (world, id, spec) => truth.Matches(world, id, spec) && HasGrants(world, kind, idOf(world, id), spec),
    };

    /// <summary>Those of the spec and, so that it stays in control, the operator.</summary>
    private static bool HasGrants(FaultWorld world, string kind, string id, JsonObject spec) => world.Remote.Permissions.Of(kind, id)
        .Where(grant => !grant.StartsWith("operator@example.com=", StringComparison.Ordinal)).ToHashSet()
        .SetEquals(spec["accessControlList"]!.AsArray().Select(entry => $"{entry!["groupName"] ?? entry["userName"]}={entry["permissionLevel"]}"));

    private static string PackageOf(JsonNode? library) => (string)library!["pypi"]!["package"]!;

    private static string NumberOfNotebook(FaultWorld world, string path) => world.Remote.Objects.Find(path)?["object_id"]?.ToString() ?? "";
}
