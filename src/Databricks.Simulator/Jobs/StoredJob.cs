using System.Text.Json.Nodes;
using Databricks.Simulator.Http;
using Databricks.Simulator.Stores;

namespace Databricks.Simulator.Jobs;

internal sealed class StoredJob(long id, long sequence, string creator, DateTimeOffset createdAt) : IStored<long>
{
    public long Id => id;

    public long Sequence => sequence;

    public string Creator => creator;

    public DateTimeOffset CreatedAt => createdAt;

    /// <summary>The settings as they were given, merged by updates; what the workspace fills in is derived from them anew each time.</summary>
    public required JsonObject Given { get; set; }

    /// <summary>The settings as a get shows them. Replaced, never changed: runs keep the ones they started with.</summary>
    public required JsonObject Settings { get; set; }

    public required HiddenReads Hidden { get; init; }

    public string Name => Settings.Text("name")!;

    public long MaximumConcurrentRuns => Settings.Number("max_concurrent_runs")!.Value;

    public bool Queues => Settings.Object("queue")?.Flag("enabled") ?? false;

    public bool IsContinuous => Settings.Object("continuous")?.Text("pause_status") == "UNPAUSED";

    /// <summary>Whom runs act as: the one named by <c>run_as</c>, or the creator (behavior §4.3).</summary>
    public string RunAs
    {
        get
        {
            var named = Settings.Object("run_as");
            return named?.Text("user_name") ?? named?.Text("service_principal_name") ?? creator;
        }
    }
}
