using System.Globalization;
using System.Text.Json.Nodes;
using Databricks.Simulator.Http;
using Databricks.Simulator.Stores;

namespace Databricks.Simulator.Clusters;

/// <summary>The clusters of a workspace. Every look at one first brings it up to the clock.</summary>
internal sealed class ClusterStore(ClusterOptions options, Cloud cloud, TimeProvider time, Random random, IdSource contexts)
    : Store<string, Cluster>("cluster", time)
{
    private const string IdAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const int LongestToken = 64;
    private static readonly string[] NotSettings = ["cluster_id", "idempotency_token", "clone_from"];

    private readonly ComputePolicies policies = new(options.Policies);
    private readonly ClusterValidator validator = new(options);
    private readonly ClusterDefaults defaults = new(cloud, options);

    public ClusterLifecycle Lifecycle { get; } = new(options, contexts);

    public ClusterOptions Options => options;

    public Cluster Get(string id) => Find(id) ?? throw (FindKept(id) is null
        ? Missing(id)
        : ApiException.InvalidState($"Cannot access cluster {id} that was terminated or unpinned more than 30 days ago."));

    public static ApiException Missing(string id) => ApiException.InvalidParameter($"Cluster {id} does not exist");

    public Cluster Create(JsonObject request, string user, string source)
    {
        var token = request.Text("idempotency_token");
        if (token?.Length > LongestToken)
        {
            throw ApiException.InvalidParameter($"idempotency_token must not be longer than {LongestToken} characters.");
        }

        // Only an active cluster answers for its token: it does not protect against a second one once the first has ended (behavior §1.4).
        if (token is not null && All().FirstOrDefault(cluster => cluster.IdempotencyToken == token && cluster.IsActive) is { } existing)
        {
            return existing;
        }

        var spec = SpecOf(Cloned(request));
        var now = Now;
        var cluster = new Cluster(NewId(now), NextSequence(), user, source, now)
        {
            IdempotencyToken = token,
            Spec = spec,
            Settings = Effective(spec, user),
            Hidden = new HiddenReads(options.HiddenReadsAfterCreate),
        };
        Add(cluster);
        Lifecycle.Create(cluster, now);
        return cluster;
    }

    /// <summary>Replaces all settings; what the request leaves out is cleared or defaulted anew (behavior §2.2).</summary>
    public void Edit(Cluster cluster, JsonObject request, string user)
    {
        ClusterLifecycle.RequireState(cluster, ClusterState.Running, ClusterState.Terminated);
        RequireNotJobCluster(cluster, "edited");
        var spec = SpecOf(request);
        var settings = Effective(spec, user);
        var now = Now;
        cluster.Log(now, "EDITED", new JsonObject
        {
            ["user"] = user,
            ["previous_attributes"] = cluster.Settings.DeepClone(),
            ["attributes"] = settings.DeepClone(),
            ["previous_cluster_size"] = ClusterLifecycle.SizeOf(cluster.Settings),
            ["cluster_size"] = ClusterLifecycle.SizeOf(settings),
        });
        cluster.Spec = spec;
        cluster.Settings = settings;
        if (cluster.State == ClusterState.Running)
        {
            Lifecycle.Restart(cluster, now);
        }
    }

    public static void RequireNotJobCluster(Cluster cluster, string verb)
    {
        if (cluster.Source == "JOB")
        {
            throw ApiException.InvalidParameter($"Cluster {cluster.Id} was created by the job service and cannot be {verb}.");
        }
    }

    protected override bool IsPresent(Cluster stored, DateTimeOffset now)
    {
        Lifecycle.Advance(stored, now);
        if (stored is { RemoveWhenTerminated: true, State: ClusterState.Terminated })
        {
            Remove(stored);
            return false;
        }

        return !IsPurged(stored, now);
    }

    private bool IsPurged(Cluster cluster, DateTimeOffset now)
    {
        if (cluster.Purged || cluster.Pinned || cluster.TerminatedAt is not { } terminatedAt)
        {
            return cluster.Purged;
        }

        var since = cluster.UnpinnedAt > terminatedAt ? cluster.UnpinnedAt.Value : terminatedAt;
        return now > since + options.TerminatedRetention;
    }

    private JsonObject Cloned(JsonObject request)
    {
        if (request.Object("clone_from")?.Required("source_cluster_id") is not { } source)
        {
            return request;
        }

        var settings = Get(source).Spec.Copy();
        settings.Overlay(request);
        return settings;
    }

    private static JsonObject SpecOf(JsonObject request)
    {
        var spec = request.Compact();
        foreach (var name in NotSettings)
        {
            spec.Remove(name);
        }

        return spec;
    }

    /// <summary>What the workspace makes of a description of a cluster, its own or a job's; refuses what it would not create.</summary>
    public JsonObject Effective(JsonObject spec, string user)
    {
        var merged = policies.Apply(spec);
        validator.Check(merged);
        return defaults.Fill(merged, user);
    }

    private string NewId(DateTimeOffset now) =>
        UniqueId(() => string.Create(CultureInfo.InvariantCulture, $"{now:MMdd-HHmmss}-{random.GetString(IdAlphabet, 8)}"));
}
