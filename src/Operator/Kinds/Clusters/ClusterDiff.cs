using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Compute;
using Operator.Managed;
using Operator.Settings;
using Shared = Operator.Databricks.Compute;
using Wire = Operator.Databricks.Clusters;

namespace Operator.Kinds.Clusters;

/// <summary>How a cluster differs from its spec, and the requests that would end that. Pure.</summary>
internal sealed class ClusterDiff
{
    private static readonly IReadOnlySet<string> Fields = SettingPatterns.Of(WireSettings.Default.ClusterSpecBase);

    private static readonly string[] SizeFields = ["num_workers", "autoscale"];

    private readonly DatabricksCluster cluster;
    private readonly Wire.ClusterDetails observed;
    private readonly JsonObject desired;
    private readonly IReadOnlyList<string> ignored;
    private readonly ComparisonContext context;
    private readonly IReadOnlyList<Difference> differences;

    private ClusterDiff(DatabricksCluster cluster, ObservedCluster seen, JsonObject desired)
    {
        this.cluster = cluster;
        this.desired = desired;
        observed = seen.Details;
        ignored = WithWholeSize(cluster.Spec.Policies?.IgnoreDrift ?? []);
        context = PartRecords.ContextOf(cluster, ClusterFieldRules.All) with
        {
            Applied = StillSet(),
            Ignored = ignored,
            HasPolicy = !SettingsComparer.IsEmpty(desired["policy_id"]),
            AcceptsAnyChoice = observed.Spec is null && !seen.IsRow,
        };
        Renewed = [.. seen.NewSecrets.Where(path => !ignored.Any(new FieldPath("", path).IsWithin))];
        differences = [.. Compare(), .. Renewed.Select(path => new Difference(path, path))];
        Desired = ComparisonRules.HashOf(desired);
    }

    /// <summary>What a call can put right.</summary>
    public IReadOnlyList<Difference> Actionable => [.. differences.Where(difference => !difference.IsImmutable)];

    public IReadOnlyList<string> Unchangeable => [.. differences.Where(difference => difference.IsImmutable).Select(difference => difference.Path)];

    /// <summary>Settings whose Secret has a new value: the workspace does not show them, so they are compared with what was sent.</summary>
    public IReadOnlyList<string> Renewed { get; }

    /// <summary>As <see cref="Change.Desired"/>.</summary>
    public string Desired { get; }

    /// <summary>Paths of the settings that the spec asks for.</summary>
    public IEnumerable<string> Leaves => SettingsTree.Leaves(desired, ClusterFieldRules.All);

    /// <summary>They are about the size alone, and the spec has one to send.</summary>
    public bool IsResize(IEnumerable<Difference> some) => HasSize && some.All(difference => SizeFields.Contains(difference.Field));

    private bool HasSize => SizeFields.Any(name => !SettingsComparer.IsEmpty(desired[name]));

    private bool HasAutoscale => !SettingsComparer.IsEmpty(desired["autoscale"]);

    /// <param name="cluster">For its policies, and what was applied to it.</param>
    /// <param name="seen">What there is. A list never shows what was asked for, so a difference found there is verified by a get before anything is
    /// done.</param>
    /// <param name="desired">What is wanted, as <see cref="ClusterMapper.ToWire"/> maps it.</param>
    public static ClusterDiff Of(DatabricksCluster cluster, ObservedCluster seen, JsonObject desired) => new(cluster, seen, desired);

    /// <summary>
    /// The whole body of an edit: everything the spec says, and the workspace's own value of what ignoreDrift names, of what cannot be changed, and of what the
    /// spec has no field for.
    /// </summary>
    /// <param name="held">Settings whose drift is only reported.</param>
    public JsonObject EditBody(IReadOnlyList<string> held)
    {
        var body = desired.DeepClone().AsObject();
        var requested = Requested();
        var isRangeOnBothSides = HasAutoscale && !SettingsComparer.IsEmpty(requested["autoscale"]);
        // One end of a range means nothing beside a fixed size.
        var carried = ignored.Where(path => isRangeOnBothSides || !path.StartsWith("autoscale.", StringComparison.Ordinal)).Concat(Unchangeable).Concat(held);
        SettingsTree.Carry(body, requested, [.. carried], ClusterFieldRules.All);
        new UnknownSettings(Fields, context, (_, _) => false).Keep(body, observed.Spec?.ToSettings() ?? []);
        if (!SettingsComparer.IsEmpty(body["autoscale"]))
        {
            body.Remove("num_workers");
        }

        body["cluster_id"] = observed.ClusterId;
        return body;
    }

    /// <summary>Never both, and always autoscale when the spec has it: a number of workers would silently end autoscaling (behavior §2.2).</summary>
    /// <param name="body">Of an edit.</param>
    /// <param name="observed">What there is.</param>
    public static Wire.ResizeCluster ResizeBody(JsonObject body, Wire.ClusterDetails observed) => body["autoscale"] is JsonObject { Count: > 0 } autoscale
        ? new Wire.ResizeCluster
        {
            ClusterId = observed.ClusterId!,
            // An end that the spec leaves to a policy is the one that is there: a resize asks no policy.
            Autoscale = new Shared.AutoScale
            {
                MinWorkers = (int?)autoscale["min_workers"] ?? observed.Autoscale?.MinWorkers,
                MaxWorkers = (int?)autoscale["max_workers"] ?? observed.Autoscale?.MaxWorkers,
            },
        }
        : new Wire.ResizeCluster { ClusterId = observed.ClusterId!, NumWorkers = (int?)body["num_workers"] };

    private IReadOnlyList<Difference> Compare()
    {
        var found = SettingsComparer.Compare(desired, Comparable(observed), context);
        if (observed.Spec is null || found.Count == 0)
        {
            return found;
        }

        // What the workspace was last asked for is what the spec says, and it has made something else of it: asking again would
        // restart the cluster for nothing, again and again. A size is compared as it is, because a resize does not move `spec`.
        var unasked = SettingsComparer.Compare(desired, Comparable(observed.Spec), context);
        return [.. found.Where(
            difference => (HasSize && SizeFields.Contains(difference.Field)) || unasked.Any(other => FieldPath.Overlap(other.Path, difference.Path)))];
    }

    /// <summary>What every cluster has, and a spec that only observes may leave out: leaving it out says nothing about it.</summary>
    private void RemoveWhatIsNotAsked(JsonObject tree)
    {
        if (SettingsComparer.IsEmpty(desired["spark_version"]))
        {
            tree.Remove("spark_version");
        }

        foreach (var name in HasSize ? [] : SizeFields)
        {
            tree.Remove(name);
        }
    }

    private JsonObject Comparable(Shared.ClusterSettings settings)
    {
        var tree = settings.ToSettings();
        EmbeddedCluster.RemoveWhatMoves(desired, tree);
        if ((settings as Shared.ClusterSpec ?? observed.Spec) is { } requested)
        {
            tree["apply_policy_default_values"] = requested.ApplyPolicyDefaultValues ?? false;
        }

        if (cluster.Spec.Policies?.Management == ManagementPolicy.Observe)
        {
            RemoveWhatIsNotAsked(tree);
        }

        return tree;
    }

    /// <summary>
    /// Of what was applied, that which the workspace still remembers as set by a user. A field that an edit has just taken out is filled by the server
    /// again and must not look as if it had stayed.
    /// </summary>
    private HashSet<string> StillSet()
    {
        IEnumerable<string> applied = cluster.Status.AppliedFields ?? [];
        if (observed.Spec is null)
        {
            return [.. applied];
        }

        var remembered = SettingsTree.Leaves(observed.Spec.ToSettings(), ClusterFieldRules.All).ToHashSet(StringComparer.Ordinal);
        // Of what no answer shows a change counts and a removal does not: the change may have been sent already, and sending it again would restart the
        // cluster.
        var hidden = SettingsTree.Leaves(desired, ClusterFieldRules.All).Select(ValueFingerprint.PathOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return [.. applied.Where(path => ValueFingerprint.PathOf(path) is { } of ? hidden.Contains(of) : remembered.Contains(path))];
    }

    /// <summary>What the workspace was asked for last, before it filled and resolved anything, but with the size it has.</summary>
    private JsonObject Requested()
    {
        var current = observed.ToSettings();
        if (observed.Spec is null)
        {
            return current;
        }

        var requested = observed.Spec.ToSettings();
        foreach (var field in SizeFields)
        {
            requested[field] = current[field]?.DeepClone();
        }

        if (!SettingsComparer.IsEmpty(requested["autoscale"]))
        {
            requested.Remove("num_workers");
        }

        return requested;
    }

    /// <summary>A cluster has one size, fixed or a range: a policy that ignores one of the two ignores both.</summary>
    private static IReadOnlyList<string> WithWholeSize(IList<string> ignored) =>
        ignored.Contains("numWorkers") || ignored.Contains("autoscale") ? [.. ignored, "numWorkers", "autoscale"] : [.. ignored];
}
