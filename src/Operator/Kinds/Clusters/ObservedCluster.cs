using Operator.Databricks.Clusters;
using Operator.Databricks.Libraries;
using Operator.Permissions;

namespace Operator.Kinds.Clusters;

/// <summary>
/// A cluster with those of its parts that the spec manages and that have calls of their own. A part that is null was not read and is left alone.
/// </summary>
internal sealed record ObservedCluster(ClusterDetails Details) : IPermissioned<ObservedCluster>
{
    /// <summary>Its own libraries and those the workspace installs everywhere.</summary>
    public IReadOnlyList<LibraryStatus>? Libraries { get; init; }

    public ObservedPermissions? Permissions { get; init; }

    /// <summary>Null also where the workspace cannot tell (version 2.0).</summary>
    public bool? IsPinned { get; init; }

    /// <summary>Paths of the settings whose Secret has another value than the one sent.</summary>
    public IReadOnlyList<string> NewSecrets { get; init; } = [];

    /// <summary>From a list, which does not tell what the cluster was asked for.</summary>
    public bool IsRow { get; init; }

    public string Id => Details.ClusterId ?? "";

    public string PermissionsId => Id;

    public ObservedCluster With(ObservedPermissions permissions) => this with { Permissions = permissions };
}
