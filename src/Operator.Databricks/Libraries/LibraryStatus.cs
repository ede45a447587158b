using Operator.Databricks.Compute;
using Operator.Databricks.Http;

namespace Operator.Databricks.Libraries;

/// <summary>Libraries to install on, or to remove from, one cluster.</summary>
public sealed record LibrariesRequest : WireRecord
{
    public required string ClusterId { get; init; }

    public required IReadOnlyList<Library> Libraries { get; init; }
}

/// <summary>The libraries of one cluster.</summary>
public sealed record ClusterLibraryStatuses : WireRecord
{
    public string? ClusterId { get; init; }

    public IReadOnlyList<LibraryStatus>? LibraryStatuses { get; init; }
}

/// <summary>The libraries of all clusters.</summary>
public sealed record AllLibraryStatuses : WireRecord
{
    public IReadOnlyList<ClusterLibraryStatuses>? Statuses { get; init; }
}

/// <summary>How far one library is.</summary>
public sealed record LibraryStatus : WireRecord
{
    public Library? Library { get; init; }

    /// <summary>PENDING, RESOLVING, INSTALLING, INSTALLED, RESTORED, SKIPPED, FAILED, UNINSTALL_ON_RESTART; open-ended.</summary>
    public string? Status { get; init; }

    public IReadOnlyList<string>? Messages { get; init; }

    public bool? IsLibraryForAllClusters { get; init; }
}
