using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Compute;
using Operator.Managed;
using Operator.Settings;
using Wire = Operator.Databricks.Libraries;

namespace Operator.Kinds.Clusters;

/// <summary>
/// How the libraries of a cluster differ from spec.libraries. What the workspace installs on all clusters does not count, and with a policy neither does what
/// was never ours: it may be the policy's (behavior §4.1). Pure.
/// </summary>
internal sealed class LibraryDiff
{
    public const string Field = "libraries";

    private const string Failure = "FAILED";
    private const string Leaving = "UNINSTALL_ON_RESTART";
    private static readonly string[] Underway = ["PENDING", "RESOLVING", "INSTALLING"];

    private LibraryDiff(DatabricksCluster cluster, IReadOnlyList<Wire.LibraryStatus> seen)
    {
        var wanted = Wanted(cluster);
        var own = Own(seen);
        var applied = (cluster.Status.AppliedFields ?? []).Where(LibraryName.IsKey).ToHashSet(StringComparer.Ordinal);
        var staying = own.Where(pair => pair.Value.Status != Leaving).ToDictionary(StringComparer.Ordinal);
        Missing = [.. wanted.Where(pair => !staying.ContainsKey(pair.Key))];
        Extra = [.. staying.Where(pair => !wanted.ContainsKey(pair.Key) && (cluster.Spec.PolicyId is null || applied.Contains(LibraryName.Key(pair.Key))))
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Library!))];
        Failed = [.. staying.Where(pair => wanted.ContainsKey(pair.Key) && pair.Value.Status == Failure)];
        Pending = [.. staying.Where(pair => wanted.ContainsKey(pair.Key) && Underway.Contains(pair.Value.Status)).Select(pair => pair.Key)];
        Gone = [.. own.Where(pair => pair.Value.Status == Leaving && !wanted.ContainsKey(pair.Key)).Select(pair => pair.Key)];
    }

    /// <summary>To install, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, Library>> Missing { get; }

    /// <summary>To uninstall, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, Library>> Extra { get; }

    /// <summary>Wanted, and the workspace could not install them.</summary>
    public IReadOnlyList<KeyValuePair<string, Wire.LibraryStatus>> Failed { get; }

    public IReadOnlyList<string> Pending { get; }

    /// <summary>Uninstalled, but there until the next restart (behavior §1.1).</summary>
    public IReadOnlyList<string> Gone { get; }

    /// <summary>Null where libraries are not managed or were not read.</summary>
    public static LibraryDiff? Of(DatabricksCluster cluster, IReadOnlyList<Wire.LibraryStatus>? seen) =>
        cluster.Spec.Libraries is null || seen is null ? null : new LibraryDiff(cluster, seen);

    /// <summary>Only a running cluster takes changes, and none is started for them; nothing else waits for that.</summary>
    public static Change Decide(DatabricksCluster cluster, ObservedCluster observed)
    {
        if (cluster.Spec.Libraries is null)
        {
            return Change.NoneOf(Field, desired: "");
        }

        if (cluster.Spec.Policies?.IgnoreDrift?.Contains(Field) == true || Of(cluster, observed.Libraries) is not { } comparison)
        {
            return Change.NoneOf(Field, desired: null);
        }

        return Changes(comparison, observed) with
        {
            Part = Field,
            Desired = ComparisonRules.HashOf(new JsonArray([.. Wanted(cluster).Keys.Order(StringComparer.Ordinal).Select(key => (JsonNode)key)])),
        };
    }

    private static Change Changes(LibraryDiff comparison, ObservedCluster observed)
    {
        if (comparison is { Missing.Count: 0, Extra.Count: 0 })
        {
            return Change.None;
        }

        if (observed.Details.State != ClusterStates.Running)
        {
            var parts = new[] { Listed("installed", comparison.Missing), Listed("uninstalled", comparison.Extra) };
            return Change.None with
            {
                Fields = [Field],
                Later = "Once the cluster runs, libraries "
                + $"are {string.Join(" and ", parts.Where(part => part.Length > 0))}"
            };
        }

        return comparison.Missing.Count > 0
            ? ChangeOf(Listed("installed", comparison.Missing), listed => $"Libraries being {listed}") with { MoreFollow = comparison.Extra.Count > 0 }
            : ChangeOf(Listed("uninstalled", comparison.Extra), listed => $"Libraries {listed}; they go with the cluster's next restart");
    }

    /// <summary>Tries count for one call alone: an installation that took three of them to show must not stand for the uninstallation.</summary>
    private static Change ChangeOf(string listed, Func<string, string> message) =>
        Change.OfPart(Field, message(listed)) with { Asked = new Dictionary<string, string> { [Field] = ComparisonRules.HashOf(listed) } };

    /// <summary>What status.appliedFields keeps of libraries: those of the spec, and former ones until they are gone.</summary>
    public static IEnumerable<string> AppliedKeys(DatabricksCluster cluster) => cluster.Spec.Libraries is null
        ? []
        : Wanted(cluster).Keys.Select(LibraryName.Key).Concat((cluster.Status.AppliedFields ?? []).Where(LibraryName.IsKey)).Distinct(StringComparer.Ordinal);

    /// <summary>Takes those out of the remembered keys that left the cluster or are about to.</summary>
    public static IList<string>? WithoutGone(DatabricksCluster cluster, IReadOnlyList<Wire.LibraryStatus>? seen)
    {
        if (cluster.Status.AppliedFields is not { } applied || (cluster.Spec.Libraries is not null && seen is null))
        {
            return cluster.Status.AppliedFields;
        }

        var kept = cluster.Spec.Libraries is null
            ? []
            : Own(seen!).Where(pair => pair.Value.Status != Leaving).Select(pair => pair.Key).Concat(Wanted(cluster).Keys).Select(LibraryName.Key).ToHashSet(
                StringComparer.Ordinal);
        return [.. applied.Where(field => !LibraryName.IsKey(field) || kept.Contains(field))];
    }

    private static Dictionary<string, Library> Wanted(DatabricksCluster cluster)
    {
        var wanted = new Dictionary<string, Library>(StringComparer.Ordinal);
        foreach (var library in (cluster.Spec.Libraries ?? []).Select(LibraryName.ToWire))
        {
            if (LibraryName.Of(library) is { } name)
            {
                wanted[name] = library;
            }
        }

        return wanted;
    }

    private static Dictionary<string, Wire.LibraryStatus> Own(IReadOnlyList<Wire.LibraryStatus> seen)
    {
        var own = new Dictionary<string, Wire.LibraryStatus>(StringComparer.Ordinal);
        foreach (var status in seen.Where(status => status is { IsLibraryForAllClusters: not true }))
        {
            if (LibraryName.Of(status.Library) is { } name)
            {
                own[name] = status;
            }
        }

        return own;
    }

    private static string Listed(string verb, IReadOnlyList<KeyValuePair<string, Library>> libraries) =>
        libraries.Count == 0 ? "" : $"{verb}: {string.Join(", ", libraries.Select(pair => LibraryName.Shown(pair.Key)))}";
}
