using System.Globalization;
using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Clusters;

/// <summary>The clusters of a workspace. Every look at one first brings it up to the clock.</summary>
internal sealed class ClusterStore(ClusterOptions options, Cloud cloud, TimeProvider time, Random random, IdSource contexts)
{
    private const string IdAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const int LongestToken = 64;
    private static readonly string[] NotSettings = ["cluster_id", "idempotency_token", "clone_from"];

    private readonly Dictionary<string, Cluster> clusters = new(StringComparer.Ordinal);
    private readonly PolicyBook policies = new(options.Policies);
    private readonly ClusterValidator validator = new(options);
    private readonly ClusterDefaults defaults = new(cloud, options);
    private long lastSequence;

    public ClusterLifecycle Lifecycle { get; } = new(options, contexts);

    public ClusterOptions Options => options;

    public DateTimeOffset Now => time.GetUtcNow();

    public Cluster Get(string id)
    {
        var cluster = Find(id) ?? throw Missing(id);
        return IsPurged(cluster)
            ? throw ApiException.InvalidState($"Cannot access cluster {id} that was terminated or unpinned more than 30 days ago.")
            : cluster;
    }

    public static ApiException Missing(string id) => ApiException.InvalidParameter($"Cluster {id} does not exist");

    public bool Exists(string id) => Find(id) is { } cluster && !IsPurged(cluster);

    /// <summary>In order of creation.</summary>
    public IReadOnlyList<Cluster> All() =>
        [.. clusters.Keys.ToArray().Select(Find).OfType<Cluster>().Where(cluster => !IsPurged(cluster)).OrderBy(cluster => cluster.Sequence)];

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
        var cluster = new Cluster(NewId(now), ++lastSequence, user, source, now)
        {
            IdempotencyToken = token,
            Spec = spec,
            Settings = Effective(spec, user),
            HiddenGets = options.HiddenReadsAfterCreate,
            HiddenLists = options.HiddenReadsAfterCreate,
        };
        clusters.Add(cluster.Id, cluster);
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

    public void Remove(Cluster cluster) => clusters.Remove(cluster.Id);

    public static void RequireNotJobCluster(Cluster cluster, string verb)
    {
        if (cluster.Source == "JOB")
        {
            throw ApiException.InvalidParameter($"Cluster {cluster.Id} was created by the job service and cannot be {verb}.");
        }
    }

    private Cluster? Find(string id)
    {
        if (!clusters.TryGetValue(id, out var cluster))
        {
            return null;
        }

        Lifecycle.Advance(cluster, Now);
        if (cluster is { RemoveWhenTerminated: true, State: ClusterState.Terminated })
        {
            clusters.Remove(id);
            return null;
        }

        return cluster;
    }

    private bool IsPurged(Cluster cluster)
    {
        if (cluster.Purged || cluster.Pinned || cluster.TerminatedAt is not { } terminatedAt)
        {
            return cluster.Purged;
        }

        var since = cluster.UnpinnedAt > terminatedAt ? cluster.UnpinnedAt.Value : terminatedAt;
        return Now > since + options.TerminatedRetention;
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

    private string NewId(DateTimeOffset now)
    {
        string id;
        do
        {
            id = string.Create(CultureInfo.InvariantCulture, $"{now:MMdd-HHmmss}-{random.GetString(IdAlphabet, 8)}");
        }
        while (clusters.ContainsKey(id));

        return id;
    }
}
