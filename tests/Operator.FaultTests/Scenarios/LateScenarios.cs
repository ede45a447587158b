using Operator.FaultTests.World;
using static Operator.FaultTests.Scenarios.Steps;

namespace Operator.FaultTests.Scenarios;

/// <summary>Everything is applied at once, and what is needed comes last: the workspace, its credential, a ConfigMap and a Secret.</summary>
internal static class LateScenarios
{
    private const string Password = "hunter2-of-the-registry";
    private const string Code = "code";

    private static readonly Thing Workspace = new("DatabricksWorkspace", "prod", Truths.Workspace);

    private static readonly Thing Notebook = new("DatabricksNotebook", "load", Truths.Notebook with
    {
        Matches = (world, id, _) => (string?)world.Users.Find("configmaps", Code)?["data"]?["load.py"] is { } content
            && world.Remote.Objects.FindSource(id)?.Contains(content, StringComparison.Ordinal) == true,
    });

    private static readonly Thing Cluster = new("DatabricksCluster", "etl", Truths.Cluster);

    public static Scenario OfWhatIsNeeded() => new("what is needed comes late")
    {
        Things = [Workspace, Notebook, Cluster],
        Steps =
        [
            new Step("apply what needs more", ApplyObjects, _ => true) { IsLasting = false },
            new Step("the workspace comes", ApplyWorkspace, world => Workspace.IsSettled(world) && Waits(world, Notebook) && Waits(world, Cluster)),
            new Step("ConfigMap and Secret come", PutBoth, world => AllSettled(world, [Notebook, Cluster])),
            new Step("the ConfigMap is edited", world => world.Users.PutConfigMap(Code, "load.py", "print(2)"), Notebook.IsSettled),
            Delete(Notebook, Cluster),
        ],
    };

    private static void ApplyObjects(FaultWorld world)
    {
        world.Spoken.Hide(Password);
        ApplyNow(world, Notebook, $$$$"""
            {"workspaceRef":{"name":"prod"},"path":"/Shared/load","language":"PYTHON",
             "contentFrom":{"configMapKeyRef":{"name":"{{{{Code}}}}","key":"load.py"}}}
            """);
        ApplyNow(world, Cluster, """
            {"workspaceRef":{"name":"prod"},"sparkVersion":"16.4.x-scala2.12","nodeTypeId":"m5d.large","numWorkers":1,"autoterminationMinutes":600,
             "dockerImage":{"url":"example.com/image:1","basicAuth":{"username":"puller","passwordSecretRef":{"name":"registry","key":"token"}}}}
            """);
    }

    private static void ApplyWorkspace(FaultWorld world)
    {
        ApplyNow(world, Workspace, $$$$$"""
            {"host":"{{{{{FaultWorld.Host}}}}}","auth":{"token":{"secretKeyRef":{"name":"credential","key":"token"}}}}
            """);
        world.Users.PutSecret("credential", FaultWorld.Token);
    }

    private static void PutBoth(FaultWorld world)
    {
        world.Users.PutConfigMap(Code, "load.py", "print(1)");
        world.Users.PutSecret("registry", Password);
    }

    private static bool Waits(FaultWorld world, Thing thing) =>
        thing.Stored(world) is { } stored && (string?)Thing.Condition(stored, "Ready")?["reason"] == "DependencyNotReady" && thing.Ids(world).Count == 0;
}
