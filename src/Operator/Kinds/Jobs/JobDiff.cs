using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Compute;
using Operator.Managed;
using Operator.Settings;
using Wire = Operator.Databricks.Jobs;

namespace Operator.Kinds.Jobs;

/// <summary>How a job differs from its spec, and the request that would end that. Pure.</summary>
internal sealed class JobDiff
{
    private const string RunAs = "run_as";

    private static readonly IReadOnlySet<string> Fields = SettingPatterns.Of(WireJobSettings.Default.JobSpecBase);

    private readonly Wire.Job observed;
    private readonly JsonObject desired;
    private readonly ComparisonContext context;
    private readonly IReadOnlyList<Difference> differences;

    private JobDiff(DatabricksJob job, Wire.Job observed, JsonObject desired)
    {
        this.observed = observed;
        this.desired = desired;
        if (job.Spec.Policies?.Management == ManagementPolicy.Observe)
        {
            // What is only read is not marked either.
            this.desired["tags"]!.AsObject().Remove(Ownership.MarkerTag);
        }

        context = PartRecords.ContextOf(job, JobFieldRules.All);
        var comparable = Comparable();
        if (job.Spec.ExternalId is not null && observed.Settings?.Tags?.ContainsKey(Ownership.MarkerTag) != true)
        {
            // An id says which job is meant, so a job that is taken over is not written to only for the mark; the next real edit brings it.
            (comparable["tags"] as JsonObject ?? (JsonObject)(comparable["tags"] = new JsonObject()))[Ownership.MarkerTag] =
                desired["tags"]![Ownership.MarkerTag]?.DeepClone();
        }

        differences = SettingsComparer.Compare(desired, comparable, context);
        Desired = ComparisonRules.HashOf(desired);
    }

    /// <summary>As <see cref="Change.Desired"/>.</summary>
    public string Desired { get; }

    /// <summary>What a reset can put right.</summary>
    public IReadOnlyList<Difference> Actionable => [.. differences.Where(difference => !IsUnchangeable(difference))];

    public IReadOnlyList<string> Unchangeable => [.. differences.Where(IsUnchangeable).Select(difference => difference.Path)];

    private bool IsRunAsTakenOut => SettingsComparer.IsEmpty(desired[RunAs]) && differences.Any(difference => difference.Field == RunAs);

    /// <summary>Which of the settings that the spec asks for have to be remembered.</summary>
    public IEnumerable<string> Applied => JobAppliedFields.Of(desired, JobFieldRules.All);

    /// <param name="job">For its policies, and what was applied to it.</param>
    /// <param name="observed">What there is.</param>
    /// <param name="desired">What is wanted, as <see cref="JobMapper.ToWire"/> maps it.</param>
    public static JobDiff Of(DatabricksJob job, Wire.Job observed, JsonObject desired) => new(job, observed, desired);

    /// <summary>
    /// The whole body of a reset: everything the spec says, and the workspace's own value of what ignoreDrift names, of what cannot be changed, and of what the
    /// spec has no field for.
    /// </summary>
    /// <param name="held">Settings whose drift is only reported.</param>
    public JsonObject ResetBody(IReadOnlyList<string> held)
    {
        var settings = desired.DeepClone().AsObject();
        var current = Current();
        SettingsTree.Carry(settings, current, [.. context.Ignored, .. Unchangeable, .. held], context.Rules);
        new UnknownSettings(Fields, context, JobAlternatives.Exclude).Keep(settings, current);
        // A reset without a queue turns it on (behavior §1.2); only a job of an older API has none.
        settings["queue"] ??= new JsonObject { ["enabled"] = false };
        if (IsRunAsTakenOut && RunAsIdentity.Of(observed.CreatorUserName) is { } creator)
        {
            // A reset without it keeps whom the job ran as (behavior §1.2).
            settings[RunAs] = creator;
        }

        return new JsonObject { ["job_id"] = observed.JobId, ["new_settings"] = settings };
    }

    private JsonObject Current()
    {
        var settings = (observed.Settings ?? new Wire.JobSettings()).ToSettings();
        settings.Remove("access_control_list");
        return settings;
    }

    private JsonObject Comparable()
    {
        var tree = Current();
        var wanted = JobTree.Clusters(desired);
        foreach (var (path, cluster) in JobTree.Clusters(tree))
        {
            EmbeddedCluster.RemoveWhatMoves(wanted.GetValueOrDefault(path) ?? [], cluster);
        }

        JobAlternatives.NameVersionsAsAsked(desired, tree);
        tree[RunAs] ??= RunAsIdentity.Of(observed.RunAsUserName);
        if (SettingsComparer.IsEmpty(desired[RunAs]) && tree[RunAs] is JsonObject runAs && RunAsIdentity.IsCreator(runAs, observed))
        {
            tree.Remove(RunAs);
        }

        return tree;
    }

    /// <summary>The identity a job runs as cannot be unset, and its creator no longer exists.</summary>
    private bool IsUnchangeable(Difference difference) =>
        difference.IsImmutable || (difference.Field == RunAs && SettingsComparer.IsEmpty(desired[RunAs]) && string.IsNullOrEmpty(observed.CreatorUserName));
}
