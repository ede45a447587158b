using Operator.Runtime.Entities;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>What the status of every kind has.</summary>
[DefaultValue(IReportedStatus.NotSeen)]
public abstract class CommonStatus : IReportedStatus
{
    /// <inheritdoc cref="IReportedStatus.ObservedGeneration"/>
    [RangeMinimum(-1)]
    public long? ObservedGeneration { get; set; }

    /// <inheritdoc cref="IReportedStatus.Conditions"/>
    [Items(0, 16)]
    [XListType(XListType.Map)]
    [XListMapKeys("type")]
    public IList<Condition> Conditions { get; set; } = [];

    /// <summary>Digest of the spec that observedGeneration speaks of, without suspend: tells a change of nothing but suspend from an edit.</summary>
    /// <example>3b5d5c371295</example>
    [Length(0, StatusLimits.Token)]
    public string? ObservedSpec { get; set; }

    /// <summary>The page of the object in the Databricks UI.</summary>
    /// <example>https://adb-1234567890123456.7.azuredatabricks.net/jobs/1017284950021374</example>
    [Length(0, StatusLimits.Url)]
    public string? Url { get; set; }

    /// <summary>Present while the object in Databricks differs from the spec.</summary>
    public DriftStatus? Drift { get; set; }

    /// <summary>With policies.management Plan: what the operator would do.</summary>
    public PlanStatus? Plan { get; set; }

    /// <inheritdoc cref="IReportedStatus.FailingSince"/>
    public DateTime? FailingSince { get; set; }

    /// <inheritdoc cref="IReportedStatus.LastHandledReconcileAt"/>
    [Length(0, StatusLimits.Token)]
    public string? LastHandledReconcileAt { get; set; }

    /// <summary>The workspace in use, as namespace/name, or as name when it is in this namespace.</summary>
    /// <example>databricks/prod</example>
    [Length(0, StatusLimits.Name)]
    public string? Workspace { get; set; }

    /// <summary>Databricks' own id of that workspace. If another one answers, nothing is taken for deleted.</summary>
    /// <example>1234567890123456</example>
    [Length(0, StatusLimits.Token)]
    public string? WorkspaceId { get; set; }

    /// <summary>The externalId of the spec; once the object was taken over it can neither change nor be removed.</summary>
    /// <example>1017284950021374</example>
    [Length(0, StatusLimits.Token)]
    public string? ExternalId { get; set; }

    /// <summary>
    /// The settings the operator wrote last. One that leaves the spec is removed from the object; one that only a cluster policy
    /// added is left alone.
    /// </summary>
    /// <example>["custom_tags.cost-center", "node_type_id"]</example>
    [Items(0, StatusLimits.AppliedFields)]
    [Length(0, StatusLimits.Path)]
    [XListType(XListType.Atomic)]
    public IList<string>? AppliedFields { get; set; }

    /// <summary>
    /// What the operator remembers of each part of the object, so that it can tell a change of the spec from a change in the workspace
    /// after any outage, restart or upgrade. Hashes only, never values.
    /// </summary>
    [Items(0, 16)]
    [XListType(XListType.Map)]
    [XListMapKeys("name")]
    public IList<PartStatus>? Sync { get; set; }
}

/// <summary>What is remembered of one part of an object: all settings that are written by one call.</summary>
public sealed class PartStatus
{
    /// <summary>The part: settings, or the name of a field that has calls of its own.</summary>
    /// <example>settings</example>
    [Required]
    [Length(1, StatusLimits.Token)]
    public string Name { get; set; } = "";

    /// <summary>The version of the operator's rules of comparison that made this record. A record of another version is taken over without comparing.</summary>
    /// <example>1</example>
    [RangeMinimum(0)]
    public int? Rules { get; set; }

    /// <summary>A hash of what the spec asked for when the part was last written or found equal.</summary>
    /// <example>9f86d081884c7d65</example>
    [Length(0, StatusLimits.Token)]
    public string? Applied { get; set; }

    /// <summary>
    /// Settings that were sent and that the workspace does not show: it took them without an error and did not keep them, or has not shown them yet.
    /// </summary>
    [Items(0, StatusLimits.Fields)]
    [XListType(XListType.Map)]
    [XListMapKeys("field")]
    public IList<UnkeptSetting>? Unkept { get; set; }
}

/// <summary>A setting that was sent and is not shown by the workspace. It is sent again when its own value in the spec is edited.</summary>
public sealed class UnkeptSetting
{
    /// <summary>The setting; a path, never a value.</summary>
    /// <example>someNewSetting.level</example>
    [Required]
    [Length(1, StatusLimits.Path)]
    public string Field { get; set; } = "";

    /// <summary>A hash of the value that was sent.</summary>
    /// <example>2c26b46b68ffc68f</example>
    [Length(0, StatusLimits.Token)]
    public string? Value { get; set; }

    /// <summary>How often it was sent.</summary>
    /// <example>1</example>
    [RangeMinimum(0)]
    public int? Tries { get; set; }
}

/// <summary>How the object in Databricks differs from the spec.</summary>
public sealed class DriftStatus
{
    /// <summary>When the difference was first seen.</summary>
    /// <example>2026-03-09T05:30:00Z</example>
    public DateTime? DetectionTime { get; set; }

    /// <summary>The settings that differ; paths only, never values.</summary>
    /// <example>["autoscale.maxWorkers"]</example>
    [Items(0, StatusLimits.Fields)]
    [Length(0, StatusLimits.Path)]
    [XListType(XListType.Atomic)]
    public IList<string>? Fields { get; set; }
}

/// <summary>What the operator would do if it were allowed to.</summary>
public sealed class PlanStatus
{
    /// <summary>The call it would make.</summary>
    public PlanAction? Action { get; set; }

    /// <summary>Whether that would restart a running cluster.</summary>
    public bool? Restart { get; set; }

    /// <summary>The settings it would change; paths only, never values.</summary>
    /// <example>["sparkVersion"]</example>
    [Items(0, StatusLimits.Fields)]
    [Length(0, StatusLimits.Path)]
    [XListType(XListType.Atomic)]
    public IList<string>? Fields { get; set; }
}

/// <summary>A planned call.</summary>
public enum PlanAction
{
    /// <summary>nothing to do.</summary>
    None,

    /// <summary>create the object.</summary>
    Create,

    /// <summary>take over an existing object.</summary>
    Adopt,

    /// <summary>change it in place.</summary>
    Update,

    /// <summary>change only the number of workers.</summary>
    Resize,

    /// <summary>replace the cluster's settings.</summary>
    Edit,

    /// <summary>delete it and create it anew.</summary>
    Recreate,

    /// <summary>delete it.</summary>
    Delete,

    /// <summary>wait until the object can be changed.</summary>
    Wait,
}
