namespace Operator.Api.V1Alpha1;

/// <summary>
/// What the operator may do with an object in Databricks, as code reads it that serves several kinds. Each kind has a type of its own with just the
/// policies that mean something for it; one that it does not have is null here.
/// </summary>
public interface IPolicies
{
    /// <summary>How far the operator goes. Default: Manage.</summary>
    ManagementPolicy? Management { get; }

    /// <summary>
    /// What becomes of the object in Databricks when this resource is deleted. The annotation databricks-operator.io/deletion-policy
    /// overrides it. Default: Delete.
    /// </summary>
    DeletionPolicy? Deletion { get; }

    /// <summary>What happens when the object in Databricks no longer agrees with the spec. Default: Correct.</summary>
    DriftPolicy? Drift => null;

    /// <summary>Which existing object may be taken over instead of creating one. externalId works with each of them. Default: IfMarked.</summary>
    AdoptionPolicy? Adoption => null;

    /// <summary>
    /// Settings whose drift is left alone: paths in the spelling of this spec, with [key] for an element of a keyed list and ["a.b"]
    /// for a key of a map. A write keeps the remote's value of these settings.
    /// </summary>
    IList<string>? IgnoreDrift => null;
}

/// <summary>How far the operator goes.</summary>
public enum ManagementPolicy
{
    /// <summary>create, update and delete the object.</summary>
    Manage,

    /// <summary>only read it and report; a complete spec is not needed.</summary>
    Observe,

    /// <summary>compute the change and report it in status.plan, but write nothing.</summary>
    Plan,
}

/// <summary>What happens when the remote no longer agrees with the spec.</summary>
public enum DriftPolicy
{
    /// <summary>bring it back.</summary>
    Correct,

    /// <summary>only report it in status.drift and the condition Synced.</summary>
    Report,
}

/// <summary>Which existing object may be taken over.</summary>
public enum AdoptionPolicy
{
    /// <summary>none.</summary>
    Never,

    /// <summary>one that carries this resource's marker tag.</summary>
    IfMarked,

    /// <summary>also one that has the same name, if exactly one has it and no marker tag.</summary>
    ByName,

    /// <summary>
    /// also one, found by externalId or by name, that carries the marker tag of another resource, unless that resource exists in this Kubernetes cluster.
    /// </summary>
    Always,
}

/// <summary>What becomes of the remote object when the resource is deleted.</summary>
public enum DeletionPolicy
{
    /// <summary>it is deleted.</summary>
    Delete,

    /// <summary>it stays as it is.</summary>
    Retain,

    /// <summary>it is stopped and its definition stays.</summary>
    Terminate,
}

/// <summary>The same for a kind whose objects cannot be stopped and stay.</summary>
public enum DeleteOrRetain
{
    /// <summary>it is deleted.</summary>
    Delete = DeletionPolicy.Delete,

    /// <summary>it stays as it is.</summary>
    Retain = DeletionPolicy.Retain,
}

/// <summary>What becomes of a run when the resource is deleted.</summary>
public enum RunDeletionPolicy
{
    /// <summary>it is cancelled if it is still active; Databricks keeps its record for 60 days.</summary>
    Delete = DeletionPolicy.Delete,

    /// <summary>it goes on.</summary>
    Retain = DeletionPolicy.Retain,
}

/// <summary>Whether a change of settings may interrupt what runs on a cluster.</summary>
public enum DisruptionPolicy
{
    /// <summary>a change that needs a restart restarts a running cluster.</summary>
    Allow,

    /// <summary>such a change waits until the cluster has terminated.</summary>
    Deny,
}
