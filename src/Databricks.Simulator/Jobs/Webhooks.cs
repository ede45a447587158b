using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Jobs;

internal static class Webhooks
{
    /// <summary>Destinations come back in arbitrary order (behavior §4.3): here, reversed, so that a client that compares lists shows itself.</summary>
    public static void Fill(JsonObject settings)
    {
        var events = new JsonObject();
        foreach (var (name, destinations) in settings.Object("webhook_notifications") ?? [])
        {
            events[name] = destinations is JsonArray list ? new JsonArray([.. list.Reverse().Select(entry => entry?.DeepClone())]) : destinations?.DeepClone();
        }

        settings["webhook_notifications"] = events;
    }
}
