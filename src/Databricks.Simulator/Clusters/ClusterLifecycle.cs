using System.Text.Json.Nodes;
using Databricks.Simulator.Http;
using Databricks.Simulator.Stores;

namespace Databricks.Simulator.Clusters;

/// <summary>
/// The state machine of a cluster (behavior §2.1). Nothing runs in the background: <see cref="Advance"/> replays what is due, at the times it was due,
/// whenever a cluster is looked at. A test that moves the clock by a day therefore sees what a workspace would show after a day.
/// </summary>
internal sealed class ClusterLifecycle(ClusterOptions options, IdSource contexts)
{
    private readonly PlannedFailures<StartFailure> startFailures = new();

    public void FailStarts(StartFailure failure) => startFailures.Add(failure, failure.Count);

    public void Advance(Cluster cluster, DateTimeOffset now)
    {
        while (NextOf(cluster) is { } next && next.Due <= now)
        {
            cluster.Next = null;
            next.Apply(next.Due);
        }
    }

    public void Create(Cluster cluster, DateTimeOffset at)
    {
        cluster.Log(at, "CREATING", Sized(cluster));
        BringUp(cluster, ClusterState.Pending, at, options.PendingDuration);
    }

    public void Start(Cluster cluster, DateTimeOffset at)
    {
        RequireState(cluster, ClusterState.Terminated);
        cluster.TerminatedAt = null;
        cluster.TerminationReason = null;
        ResetToMinimum(cluster.Settings);
        cluster.Log(at, "STARTING", Sized(cluster));
        BringUp(cluster, ClusterState.Pending, at, options.PendingDuration);
    }

    public void Restart(Cluster cluster, DateTimeOffset at)
    {
        if (cluster.State == ClusterState.Terminated && options.RestartOfTerminatedIsAccepted)
        {
            return;
        }

        RequireState(cluster, ClusterState.Running);
        cluster.LastRestartedAt = at;
        cluster.Log(at, "RESTARTING");
        BringUp(cluster, ClusterState.Restarting, at, options.RestartingDuration);
    }

    public void Resize(Cluster cluster, DateTimeOffset at)
    {
        cluster.State = ClusterState.Resizing;
        cluster.StateMessage = "Resizing cluster";
        cluster.Log(at, "RESIZING", Sized(cluster));
        cluster.Next = new Transition(at + options.ResizingDuration, due =>
        {
            cluster.State = ClusterState.Running;
            cluster.StateMessage = "";

            // A cluster is not idle while it resizes; counting on from before could end it earlier than the resize did.
            cluster.LastActivityAt = due;
            cluster.Log(due, "UPSIZE_COMPLETED", Sized(cluster));
        });
    }

    /// <summary>A cluster that is ending or has ended is left as it is.</summary>
    public void Terminate(Cluster cluster, TerminationCause reason, DateTimeOffset at)
    {
        if (!cluster.IsActive)
        {
            return;
        }

        cluster.State = ClusterState.Terminating;
        cluster.StateMessage = $"Terminating: {reason.Code}";
        cluster.TerminationReason = reason;
        cluster.RunningSince = null;
        cluster.Log(at, "TERMINATING", new JsonObject { ["reason"] = reason.ToJson() });
        cluster.Next = new Transition(at + options.TerminatingDuration, due =>
        {
            cluster.State = ClusterState.Terminated;
            cluster.StateMessage = $"Terminated: {reason.Code}";
            cluster.TerminatedAt = due;
        });
    }

    public static void RequireState(Cluster cluster, params ReadOnlySpan<ClusterState> allowed)
    {
        if (!allowed.Contains(cluster.State))
        {
            throw ApiException.InvalidState($"Cluster {cluster.Id} is in unexpected state {cluster.State}.");
        }
    }

    /// <summary>An autoscaled cluster starts at its minimum; a fixed one keeps its last size (behavior §2.2).</summary>
    public static void ResetToMinimum(JsonObject settings)
    {
        if (settings.Object("autoscale")?.Number("min_workers") is { } minimum)
        {
            settings["num_workers"] = minimum;
        }
    }

    public static JsonObject SizeOf(JsonObject settings) => settings["autoscale"] is { } autoscale
        ? new JsonObject { ["autoscale"] = autoscale.DeepClone() }
        : new JsonObject { ["num_workers"] = settings["num_workers"]?.DeepClone() };

    private static JsonObject Sized(Cluster cluster) => new() { ["cluster_size"] = SizeOf(cluster.Settings) };

    private void BringUp(Cluster cluster, ClusterState through, DateTimeOffset at, TimeSpan duration)
    {
        var failure = TakeFailure(cluster.Name);
        cluster.State = through;
        cluster.StateMessage = through == ClusterState.Pending ? "Finding instances for new nodes" : "Restarting Spark";
        cluster.RunningSince = null;
        cluster.Next = failure is null
            ? new Transition(at + duration, due => ComeUp(cluster, due))
            : new Transition(at + duration, due => Terminate(cluster, failure, due));
    }

    private void ComeUp(Cluster cluster, DateTimeOffset at)
    {
        cluster.State = ClusterState.Running;
        cluster.StateMessage = "";
        cluster.RunningSince = at;
        cluster.LastActivityAt = at;
        cluster.DriverGeneration++;
        cluster.Libraries.RemoveAll(library => library.IsGone(cluster));

        // Odd and beyond 2^53 on purpose: a client that reads ids as doubles shows itself (behavior §1.0).
        cluster.SparkContextId = contexts.Next();
        cluster.Log(at, "RUNNING", Sized(cluster));
    }

    private TerminationCause? TakeFailure(string clusterName) =>
        startFailures.Take(failure => failure.ClusterName is null || failure.ClusterName == clusterName)?.Reason;

    private Transition? NextOf(Cluster cluster)
    {
        if (cluster.Next is not null || cluster.State != ClusterState.Running)
        {
            return cluster.Next;
        }

        return cluster.Settings.Number("autotermination_minutes") is { } minutes and > 0
            ? new Transition(cluster.LastActivityAt.AddMinutes(minutes), due => Terminate(cluster, TerminationCause.Inactive(minutes), due))
            : null;
    }
}
