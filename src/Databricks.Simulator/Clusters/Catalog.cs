using System.Text.Json.Nodes;

namespace Databricks.Simulator.Clusters;

/// <summary>What one can order: a few of the versions and machines a workspace offers.</summary>
internal static class Catalog
{
    private static readonly string[] Versions = ["14.3.x-scala2.12", "15.4.x-scala2.12", "16.4.x-scala2.12", "16.4.x-photon-scala2.12"];

    public static JsonObject SparkVersions() => new()
    {
        ["versions"] = new JsonArray([.. Versions.Select(key => new JsonObject { ["key"] = key, ["name"] = key })]),
    };

    public static JsonObject NodeTypes(Cloud cloud)
    {
        (string Id, int Cores, int Megabytes)[] types = cloud switch
        {
            Cloud.Aws => [("i3.xlarge", 4, 31232), ("i3.2xlarge", 8, 62464), ("m5d.large", 2, 8192)],
            Cloud.Azure => [("Standard_DS3_v2", 4, 14336), ("Standard_DS4_v2", 8, 28672), ("Standard_F4s_v2", 4, 8192)],
            _ => [("n2-highmem-4", 4, 32768), ("n2-standard-4", 4, 16384), ("n2-standard-8", 8, 32768)],
        };
        return new JsonObject
        {
            ["node_types"] = new JsonArray([.. types.Select(type => new JsonObject
            {
                ["node_type_id"] = type.Id,
                ["instance_type_id"] = type.Id,
                ["num_cores"] = type.Cores,
                ["memory_mb"] = type.Megabytes,
                ["is_deprecated"] = false,
                ["category"] = "General Purpose",
            })]),
        };
    }
}
