using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>What the operator may do with the cluster in Databricks.</summary>
public sealed class ClusterPolicies : IPolicies
{
    /// <inheritdoc cref="IPolicies.Management"/>
    public ManagementPolicy? Management { get; set; }

    /// <inheritdoc cref="IPolicies.Drift"/>
    public DriftPolicy? Drift { get; set; }

    /// <summary>
    /// Whether a change of settings, or a correction of drift, may restart a running cluster. With Deny it waits until the cluster has terminated.
    /// What needs no restart goes on: the size, libraries, permissions, the pin. A new restartRequestTime asks for a restart by name, and the
    /// change goes with it; desiredState: Terminated terminates the cluster all the same. While a change waits, Synced is False with the reason
    /// DisruptionDenied, and so is Ready unless it is drift that waits. The wait is Reconciling where the cluster terminates by itself once it is
    /// idle, and Stalled where it has no automatic termination, because only a person can end the wait then. Default: Allow.
    /// </summary>
    public DisruptionPolicy? Disruption { get; set; }

    /// <inheritdoc cref="IPolicies.Adoption"/>
    public AdoptionPolicy? Adoption { get; set; }

    /// <inheritdoc cref="IPolicies.Deletion"/>
    public DeletionPolicy? Deletion { get; set; }

    /// <inheritdoc cref="IPolicies.IgnoreDrift"/>
    /// <example>["sparkConf", "customTags[\"owner\"]", "autoscale.maxWorkers"]</example>
    [Items(0, 64)]
    [Length(1, 256)]
    [XListType(XListType.Set)]
    public IList<string>? IgnoreDrift { get; set; }
}

/// <summary>What the operator may do with the job in Databricks.</summary>
public sealed class JobPolicies : IPolicies
{
    /// <inheritdoc cref="IPolicies.Management"/>
    public ManagementPolicy? Management { get; set; }

    /// <inheritdoc cref="IPolicies.Drift"/>
    public DriftPolicy? Drift { get; set; }

    /// <inheritdoc cref="IPolicies.Adoption"/>
    public AdoptionPolicy? Adoption { get; set; }

    /// <inheritdoc cref="IPolicies.Deletion"/>
    public DeleteOrRetain? Deletion { get; set; }

    /// <inheritdoc cref="IPolicies.IgnoreDrift"/>
    /// <example>["schedule.pauseStatus", "tags[\"owner\"]", "tasks[main].timeoutSeconds"]</example>
    [Items(0, 64)]
    [Length(1, 256)]
    [XListType(XListType.Set)]
    public IList<string>? IgnoreDrift { get; set; }

    DeletionPolicy? IPolicies.Deletion => (DeletionPolicy?)Deletion;
}

/// <summary>What the operator may do with the notebook in Databricks.</summary>
public sealed class NotebookPolicies : IPolicies
{
    /// <inheritdoc cref="IPolicies.Management"/>
    public ManagementPolicy? Management { get; set; }

    /// <inheritdoc cref="IPolicies.Drift"/>
    public DriftPolicy? Drift { get; set; }

    /// <summary>
    /// Whether a notebook that is at the path already may be taken over. A notebook carries no marker tag: one that has the very content of this spec is
    /// taken over with each of these, another one needs ByName or Always. Default: IfMarked.
    /// </summary>
    public AdoptionPolicy? Adoption { get; set; }

    /// <inheritdoc cref="IPolicies.Deletion"/>
    public DeleteOrRetain? Deletion { get; set; }

    /// <inheritdoc cref="IPolicies.IgnoreDrift"/>
    /// <example>["content", "language", "accessControlList"]</example>
    [Items(0, 64)]
    [Length(1, 256)]
    [XListType(XListType.Set)]
    public IList<string>? IgnoreDrift { get; set; }

    DeletionPolicy? IPolicies.Deletion => (DeletionPolicy?)Deletion;
}

/// <summary>
/// What the operator may do with the run in Databricks. A run is started once: it has no settings that could drift, and none is taken over but by externalId.
/// </summary>
public sealed class RunPolicies : IPolicies
{
    /// <inheritdoc cref="IPolicies.Management"/>
    public ManagementPolicy? Management { get; set; }

    /// <inheritdoc cref="IPolicies.Deletion"/>
    public RunDeletionPolicy? Deletion { get; set; }

    DeletionPolicy? IPolicies.Deletion => (DeletionPolicy?)Deletion;
}
