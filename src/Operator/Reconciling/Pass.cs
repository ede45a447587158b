using k8s;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Databricks;

namespace Operator.Reconciling;

/// <summary>What one pass carries along: the object as read, the status it is going to have, and what happened on the way.</summary>
internal sealed class Pass<TEntity>(TEntity working, string marker = "")
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly List<PassEvent> events = [];

    /// <summary>A copy whose status may be changed; its spec and metadata are those of the store.</summary>
    public TEntity Working { get; set; } = working;

    /// <summary>Tells whose a remote object is; empty for workspaces, which make none.</summary>
    public string Marker { get; private set; } = marker;

    public string Uid => Working.Metadata.Uid;

    public long Generation => Working.Metadata.Generation ?? 0;

    /// <summary>Set once the workspace was found ready.</summary>
    public WorkspaceClient Client { get; set; } = null!;

    /// <summary>When to reconcile again although no event asks for it; null as long as the workspace has not been reached.</summary>
    public TimeSpan? RegularInterval { get; set; }

    /// <summary>True from before a change that the spec asks for until it was carried out: what is in the workspace is not what is wanted.</summary>
    public bool IsOutdated { get; set; }

    public IReadOnlyList<PassEvent> Events => events;

    public ManagementPolicy Management => (Working as IDatabricksResource)?.Spec.Policies?.Management ?? ManagementPolicy.Manage;

    /// <summary>A marker in another spelling that names the same resource stays as it is: nothing is written only to spell it anew.</summary>
    public void Keep(string? seen) => Marker = OwnerMarker.IsSame(seen, Marker) ? seen! : Marker;

    public void Note(string reason, string message, bool isWarning = false) => events.Add(new PassEvent(reason, message, isWarning));
}

/// <summary>An event to be published once the pass' status is stored.</summary>
internal sealed record PassEvent(string Reason, string Message, bool IsWarning);
