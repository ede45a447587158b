using FsCheck;
using FsCheck.Fluent;
using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Commands.Plan;

/// <summary>What happens to an object before a plan of it is made: in its manifest, and in the workspace.</summary>
/// <param name="Patches">Merge patches of the spec.</param>
/// <param name="Drifts">A person changes a setting in the workspace.</param>
/// <param name="Stops">A person stops it.</param>
internal sealed record RandomEdit(IReadOnlyList<string> Patches, bool Drifts, bool Stops)
{
    private const string Group = """[{"groupName":"users","permissionLevel":"CAN_MANAGE"}]""";

    private static readonly string[] Common =
    [
        """{"policies":{"management":"Observe"}}""", """{"policies":{"management":"Manage"}}""", """{"suspend":true}""", """{"suspend":null}""",
        """{"suspend":false}""",
    ];

    /// <summary>Of what can drift.</summary>
    private static readonly string[] Drift = ["""{"policies":{"drift":"Report"}}""", """{"policies":{"drift":"Correct"}}"""];

    private static readonly Dictionary<string, string[]> Specs = new()
    {
        [nameof(DatabricksCluster)] =
        [
            """{"autoterminationMinutes":700}""", """{"autoterminationMinutes":800}""", """{"numWorkers":3,"autoscale":null}""",
            """{"numWorkers":null,"autoscale":{"minWorkers":1,"maxWorkers":4}}""", """{"sparkConf":{"a.b":"1"}}""", """{"sparkConf":{"a.b":"2"}}""",
            """{"sparkConf":null}""", """{"sparkEnvVars":{"A":"x"}}""", """{"sparkEnvVars":null}""", """{"customTags":{"team":"a"}}""",
            """{"customTags":null}""", """{"desiredState":"Running"}""", """{"desiredState":"Terminated"}""", """{"desiredState":"Any"}""",
            """{"pinned":true}""", """{"pinned":false}""", """{"pinned":null}""", """{"libraries":[{"pypi":{"package":"x"}}]}""", """{"libraries":[]}""",
            """{"libraries":null}""", """{"nodeTypeId":"i3.xlarge"}""", """{"nodeTypeId":"m5d.large"}""", """{"sparkVersion":"15.4.x-scala2.12"}""",
            """{"restartRequestTime":"now"}""", """{"restartRequestTime":"again"}""", """{"policies":{"disruption":"Deny"}}""",
            """{"policies":{"disruption":"Allow"}}""", $$"""{"accessControlList":{{Group}}}""", """{"accessControlList":null}""",
            """{"policies":{"ignoreDrift":["sparkConf"]}}""", """{"policies":{"ignoreDrift":null}}""", """{"clusterName":"other"}""",
        ],
        [nameof(DatabricksJob)] =
        [
            """{"description":"a"}""", """{"description":null}""", """{"maxConcurrentRuns":2}""", """{"maxConcurrentRuns":null}""", """{"timeoutSeconds":60}""",
            """{"timeoutSeconds":0}""", """{"timeoutSeconds":null}""", """{"tags":{"team":"a"}}""", """{"tags":null}""", """{"queue":{"enabled":false}}""",
            """{"queue":null}""", """{"parameters":[{"name":"p","default":"1"}]}""", """{"parameters":null}""",
            """{"schedule":{"quartzCronExpression":"0 0 * * * ?","timezoneId":"UTC"}}""", """{"schedule":null}""",
            """{"tasks":[{"taskKey":"main","notebookTask":{"notebookPath":"/other"}}]}""",
            """
            {"tasks":[{"taskKey":"main","notebookTask":{"notebookPath":"/main"}},
              {"taskKey":"next","dependsOn":[{"taskKey":"main"}],"notebookTask":{"notebookPath":"/n"}}]}
            """,
            $$"""{"accessControlList":{{Group}}}""", """{"accessControlList":null}""", """{"name":"other"}""",
            """{"policies":{"ignoreDrift":["description"]}}""", """{"extraSettings":{"newer":{"field":1}}}""", """{"extraSettings":null}""",
        ],
        [nameof(DatabricksSqlWarehouse)] =
        [
            """{"clusterSize":"Medium"}""", """{"clusterSize":"Small"}""", """{"autoStopMins":700}""", """{"autoStopMins":null}""", """{"maxNumClusters":3}""",
            """{"maxNumClusters":null}""", """{"enablePhoton":false}""", """{"enablePhoton":null}""", """{"desiredState":"Running"}""",
            """{"desiredState":"Stopped"}""", """{"desiredState":"Any"}""", """{"customTags":{"team":"a"}}""", """{"customTags":null}""",
            $$"""{"accessControlList":{{Group}}}""", """{"accessControlList":null}""", """{"name":"other"}""",
        ],
        [nameof(DatabricksNotebook)] =
        [
            """{"content":"print(2)"}""", """{"content":"print(3)"}""", """{"language":"SQL","content":"select 1"}""", """{"language":"PYTHON"}""",
            $$"""{"accessControlList":{{Group}}}""", """{"accessControlList":null}""", """{"policies":{"ignoreDrift":["content"]}}""",
            """{"policies":{"ignoreDrift":null}}""",
        ],
        [nameof(DatabricksJobRun)] = ["""{"cancel":true}""", """{"cancel":false}""", """{"cancel":null}""", """{"timeoutSeconds":1}"""],
    };

    public static RandomEdit Nothing { get; } = new([], Drifts: false, Stops: false);

    private bool IsNothing => Patches.Count == 0 && !Drifts && !Stops;

    public static Gen<RandomEdit> Of(string kind) => Any(kind).Where(edit => !edit.IsNothing);

    public override string ToString() => $"{string.Join(" ", Patches)}{(Drifts ? " +drift" : "")}{(Stops ? " +stop" : "")}";

    private static Gen<RandomEdit> Any(string kind) =>
        from count in Gen.Frequency((1, Gen.Constant(0)), (4, Gen.Constant(1)), (3, Gen.Constant(2)), (1, Gen.Constant(4)))
        from patches in Gen.ArrayOf(Gen.Frequency((12, Gen.Elements(Specs[kind])), (1, Gen.Elements(PoliciesOf(kind)))), count)
        from drifts in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        from stops in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new RandomEdit(patches, drifts, stops);

    private static string[] PoliciesOf(string kind) => kind == nameof(DatabricksJobRun) ? Common : [.. Common, .. Drift];
}
