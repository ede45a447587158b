using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Clusters;

/// <summary>
/// The cloud block a workspace shows for a cluster that says nothing of it (behavior §4.1). Which zone auto came to is not shown any more
/// (databricks/terraform-provider-databricks#4743).
/// </summary>
internal static class CloudDefaults
{
    public static void Fill(JsonObject settings, Cloud cloud)
    {
        var (block, defaults) = Of(cloud);
        var attributes = settings.Object(block) ?? [];
        defaults.Overlay(attributes);
        settings[block] = defaults;
    }

    private static (string Block, JsonObject Defaults) Of(Cloud cloud) => cloud switch
    {
        Cloud.Aws => ("aws_attributes", new JsonObject
        {
            ["availability"] = "SPOT_WITH_FALLBACK",
            ["ebs_volume_count"] = 0,
            ["first_on_demand"] = 1,
            ["spot_bid_price_percent"] = 100,
            ["zone_id"] = "auto",
        }),
        Cloud.Azure => ("azure_attributes", new JsonObject
        {
            ["availability"] = "ON_DEMAND_AZURE",
            ["first_on_demand"] = 1,
            // A fraction in the answer even though a client sends -1.
            ["spot_bid_max_price"] = JsonNode.Parse("-1.0"),
        }),
        _ => ("gcp_attributes", new JsonObject
        {
            ["availability"] = "ON_DEMAND_GCP",
            ["first_on_demand"] = 1,
            ["use_preemptible_executors"] = false,
            ["zone_id"] = "auto",
        }),
    };
}
