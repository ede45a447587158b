using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Operator.IntegrationTests.EveryField;

/// <summary>What the catalogues leave out, and why; what jobs hold of other kinds.</summary>
internal static partial class JobFields
{
    /// <summary>Not settings of the object in Databricks: what they do has tests of its own. Or settings that have one value.</summary>
    public static readonly string[] NotASetting = ["desiredState", "restartRequestTime", "tasks.sparkJarTask.runAsRepl"];

    /// <summary>The same for every kind.</summary>
    private static readonly string[] Common = ["workspaceRef", "suspend", "externalId", "policies"];

    /// <summary>Parts of a cluster that a job's own cluster does not have.</summary>
    private static readonly string[] NotOfANewCluster = ["clusterName", "autoterminationMinutes", "pinned", "libraries", "accessControlList"];

    /// <summary>What the specs refer to.</summary>
    public const string Referred = """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: databricks-operator.io/v1alpha1
            kind: DatabricksCluster
            metadata: {name: first}
            spec: {sparkVersion: 15.4.x-scala2.12, policyId: P1, nodeTypeId: x, numWorkers: 1}
          - apiVersion: databricks-operator.io/v1alpha1
            kind: DatabricksCluster
            metadata: {name: second}
            spec: {sparkVersion: 15.4.x-scala2.12, policyId: P1, nodeTypeId: x, numWorkers: 1}
          - apiVersion: databricks-operator.io/v1alpha1
            kind: DatabricksNotebook
            metadata: {name: first}
            spec: {path: /fields/first, language: SQL, content: "1"}
          - apiVersion: databricks-operator.io/v1alpha1
            kind: DatabricksNotebook
            metadata: {name: second}
            spec: {path: /fields/second, language: SQL, content: "2"}
          - {apiVersion: databricks-operator.io/v1alpha1, kind: DatabricksJob, metadata: {name: first}, spec: {}}
          - {apiVersion: databricks-operator.io/v1alpha1, kind: DatabricksJob, metadata: {name: second}, spec: {}}
          - {apiVersion: databricks-operator.io/v1alpha1, kind: DatabricksSqlWarehouse, metadata: {name: first}, spec: {clusterSize: Small}}
          - {apiVersion: databricks-operator.io/v1alpha1, kind: DatabricksSqlWarehouse, metadata: {name: second}, spec: {clusterSize: Small}}
        """;

    public static bool IsCommon(string path) => Common.Contains(path.Split('.')[0]);

    /// <summary>A job with that cluster.</summary>
    public static JsonObject Holding(JsonObject cluster)
    {
        var settings = cluster.DeepClone().AsObject();
        foreach (var name in NotOfANewCluster)
        {
            settings.Remove(name);
        }

        return new JsonObject
        {
            ["jobClusters"] = new JsonArray(new JsonObject { ["jobClusterKey"] = "one", ["newCluster"] = settings }),
            ["tasks"] = JsonNode.Parse("""[{"taskKey": "only", "notebookTask": {"notebookPath": "/only"}, "jobClusterKey": "one"}]"""),
        };
    }

    /// <summary>Without it the operator does not manage that part of the object at all, or the workspace chose it and has no value to go back to.</summary>
    public static bool IsLeftAlone(FieldObject one) =>
        one.Path is "libraries" or "accessControlList" or "pinned" or "warehouseType" or "enableServerlessCompute"
        || (one.Kind == FieldKind.Warehouses.Kind && one.Path == "extraSettings");

    /// <summary>There is no second value that would go with the rest of the spec.</summary>
    public static bool HasOneValue(FieldObject one) => one.Path.Split('.')[^1] is "kind" or "isSingleNode";

    /// <summary>Without numbers; a task of a loop is a task.</summary>
    public static string Normal(string path) => Normal(path, keepsLoops: false);

    public static string Normal(string path, bool keepsLoops)
    {
        var plain = Index().Replace(path, "");
        return keepsLoops ? plain : plain.Replace("tasks.forEachTask.task.", "tasks.", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();
}
