using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>What the operator may do with the object in Databricks.</summary>
public sealed class ResourcePolicies
{
    /// <summary>How far the operator goes. Default: Manage.</summary>
    public ManagementPolicy? Management { get; set; }

    /// <summary>What happens when the object in Databricks no longer agrees with the spec. Default: Correct.</summary>
    public DriftPolicy? Drift { get; set; }

    /// <summary>Which existing object may be taken over instead of creating one. externalId works with each of them. Default: IfMarked.</summary>
    public AdoptionPolicy? Adoption { get; set; }

    /// <summary>
    /// What becomes of the object in Databricks when this resource is deleted. The annotation databricks-operator.io/deletion-policy
    /// overrides it. Default: Delete.
    /// </summary>
    public DeletionPolicy? Deletion { get; set; }

    /// <summary>
    /// Settings whose drift is left alone: paths in the spelling of this spec, with [key] for an element of a keyed list and ["a.b"]
    /// for a key of a map. A write keeps the remote's value of these settings.
    /// </summary>
    /// <example>["sparkConf", "customTags[\"owner\"]", "autoscale.maxWorkers"]</example>
    [Items(0, 64)]
    [Length(1, 256)]
    [XListType(XListType.Set)]
    public IList<string>? IgnoreDrift { get; set; }
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

    /// <summary>also one, found by externalId or by name, that carries the marker tag of another resource, unless that resource exists in this Kubernetes cluster.</summary>
    Always,
}

/// <summary>What becomes of the remote object when the resource is deleted.</summary>
public enum DeletionPolicy
{
    /// <summary>it is deleted.</summary>
    Delete,

    /// <summary>it stays as it is.</summary>
    Retain,

    /// <summary>it is stopped and its definition stays; only for clusters.</summary>
    Terminate,
}
