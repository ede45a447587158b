using System.Text;
using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Hosting;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Kinds.Clusters;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.UnitTests.Kinds.Harness;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>Clusters, which come up at once and by default take a minute to terminate.</summary>
internal sealed class ClusterHarness : KindHarness<DatabricksCluster>
{
    private ClusterHarness(HarnessWorkspace workspace, HarnessOptions options)
        : base(workspace, options, "etl")
    {
    }

    /// <summary>What the operator marks the cluster with.</summary>
    public static string OwnMarker { get; } = OwnerMarker.Of("prod", DatabricksCluster.KindName, new ObjectKey(Namespace, "etl"));

    public DatabricksClusterStatus Status => Resource.Status;

    public string Id => Status.ClusterId!;

    public WorkspaceClient Client => Process.Client;

    /// <summary>The workspace is there, and nothing else.</summary>
    public static async Task<ClusterHarness> StartAsync(ClusterOptions? clusters = null, ApiVersions? versions = null)
    {
        var options = new HarnessOptions
        {
            Workspace = new WorkspaceOptions { Clusters = clusters ?? new ClusterOptions { TerminatingDuration = TimeSpan.FromMinutes(1) } },
            Versions = versions ?? new ApiVersions(),
        };
        return new ClusterHarness(await HarnessWorkspace.StartAsync(options), options);
    }

    /// <summary>A cluster of two workers that is in the workspace as its spec says; what happened so far is forgotten.</summary>
    public static async Task<ClusterHarness> SettledAsync(
        Action<DatabricksClusterSpec>? change = null, ClusterOptions? clusters = null, ApiVersions? versions = null)
    {
        var harness = await StartAsync(clusters, versions);
        harness.Apply(cluster => change?.Invoke(cluster.Spec));
        await harness.SettleAsync();
        harness.Forget();
        return harness;
    }

    /// <summary>The spec asks for an image whose registry wants a password.</summary>
    public static void WithLogin(DatabricksClusterSpec spec) => spec.DockerImage = new DockerImageSpec
    {
        Url = "registry.example.com/a",
        BasicAuth = new DockerBasicAuthSpec { Username = "u", PasswordSecretRef = new SecretKeyReference { Name = "registry", Key = "password" } },
    };

    /// <summary>The Secret that <see cref="WithLogin"/> refers to.</summary>
    public void PutPassword(string password) => Api.PutSecret("registry", "password", Encoding.UTF8.GetBytes(password));

    public void Edit(Action<DatabricksClusterSpec> change) => Edit((DatabricksCluster cluster) => change(cluster.Spec));

    /// <summary>A cluster that is there already, made by the operator's identity.</summary>
    /// <param name="spec">What it is.</param>
    /// <param name="isMarked">It carries the mark of this test's resource.</param>
    /// <param name="source">By what it was made.</param>
    public string Theirs(Action<DatabricksClusterSpec>? spec = null, bool isMarked = false, string source = "API")
    {
        var wire = ClusterMapper.ToWire(Clusters.Fixed(2, spec), "");
        wire.Remove("custom_tags");
        if (isMarked)
        {
            wire["custom_tags"] = new JsonObject { [Ownership.MarkerTag] = OwnMarker };
        }

        return Remote.Clusters.Create(wire, WorkspaceOptions.DefaultUser, source);
    }

    /// <summary>It is idle for too long and terminates.</summary>
    public void Terminate()
    {
        Remote.Clusters.Terminate(Id, new TerminationCause("INACTIVITY", "SUCCESS"));
        Workspace.Pass(TimeSpan.FromMinutes(2));
    }

    /// <summary>How often an operation was called.</summary>
    public int Calls(string operation) => Workspace.CountOf(operation);

    protected override DatabricksCluster New(string name)
    {
        var cluster = Clusters.Fixed();
        (cluster.Metadata.Name, cluster.Metadata.Uid) = (name, $"uid-{name}");
        return cluster;
    }
}
