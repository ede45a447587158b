using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>The run to be made. A run is started once, so only cancel, ttlSecondsAfterFinished, suspend and policies can change.</summary>
[ExactlyOneOf("jobRef, jobId, externalId", Message = "give exactly one of jobRef and jobId, or externalId alone for a run that exists already")]
[Excludes(
    "externalId",
    RunConditions.OfTheStart,
    Message = "externalId names a run that was started already: jobParameters, and whatever else is sent to start a run, cannot be given with it")]
[RequiredWhen(
    "externalId",
    CommonRules.ObserveOnly,
    Message = "policies.management: Observe needs externalId: only a run that exists can be observed")]
public sealed class DatabricksJobRunSpec : RunSettings, ICommonSpec
{
    /// <summary>The DatabricksJob to run, in this namespace; waited for until it exists in the workspace as its spec says. Excludes jobId.</summary>
    /// <example>{"name": "etl"}</example>
    [Immutable(RunConditions.StartedOnce)]
    public ResourceReference? JobRef { get; set; }

    /// <summary>Id of the job to run. Excludes jobRef.</summary>
    /// <example>1017284950021374</example>
    [Length(1, 19)]
    [Pattern(Patterns.NumericId)]
    [Immutable(RunConditions.StartedOnce)]
    public string? JobId { get; set; }

    /// <summary>
    /// True cancels the run; before its start it keeps it from being started. What is cancelled stays cancelled: setting it back to false starts nothing.
    /// Default: false.
    /// </summary>
    /// <example>true</example>
    [DefaultValue("false")]
    public bool? Cancel { get; set; }

    /// <summary>
    /// Seconds after its start, its repairs included, when the operator cancels the run, which then counts as timed out. Waiting in the queue counts. Default:
    /// no limit but the job's own.
    /// </summary>
    /// <example>3600</example>
    [RangeMinimum(1)]
    [RangeMaximum(5184000)]
    [Immutable(RunConditions.StartedOnce)]
    public int? TimeoutSeconds { get; set; }

    /// <summary>
    /// Seconds after the end when the operator deletes this resource; the run stays in Databricks, which keeps it for 60 days. Not for a resource that Argo CD
    /// or Flux applies from Git: they apply it again, and that is another run. Default: it is kept.
    /// </summary>
    /// <example>86400</example>
    [RangeMinimum(0)]
    [RangeMaximum(315360000)]
    public int? TtlSecondsAfterFinished { get; set; }

    /// <summary>Run what failed again, within the same run. Default: a failed run stays failed.</summary>
    /// <example>{"maxAttempts": 2}</example>
    [Immutable(RunConditions.StartedOnce)]
    public RunRepair? Repair { get; set; }

    /// <inheritdoc cref="ICommonSpec.WorkspaceRef"/>
    /// <example>{"name": "prod"}</example>
    [Immutable(RunConditions.StartedOnce)]
    public WorkspaceReference? WorkspaceRef { get; set; }

    /// <inheritdoc cref="ICommonSpec.Suspend"/>
    /// <remarks>A run that was not started yet is started once it is false; one that was goes on in Databricks, and is not observed.</remarks>
    /// <example>false</example>
    [DefaultValue("false")]
    public bool? Suspend { get; set; }

    /// <inheritdoc cref="ICommonSpec.ExternalId"/>
    /// <remarks>
    /// The id of a run that was started elsewhere: it is followed to its end and, like any other, cancelled when this resource is deleted, unless
    /// policies.deletion is Retain.
    /// </remarks>
    /// <example>759600935843206</example>
    [Length(1, 19)]
    [Pattern(Patterns.NumericId)]
    public string? ExternalId { get; set; }

    /// <inheritdoc cref="ICommonSpec.Policies"/>
    /// <example>{"deletion": "Retain"}</example>
    public RunPolicies? Policies { get; set; }

    IPolicies? ICommonSpec.Policies => Policies;
}

/// <summary>How often a run is repaired.</summary>
public sealed class RunRepair
{
    /// <summary>
    /// How many times all failed tasks are run again, each with all its dependants and with the parameters of the run, when the run fails or takes longer than
    /// its job allows. Repairs by others count as well.
    /// </summary>
    /// <example>2</example>
    [Required]
    [RangeMinimum(1)]
    [RangeMaximum(10)]
    public int MaxAttempts { get; set; }
}

/// <summary>Parts of the rules of a run.</summary>
internal static class RunConditions
{
    /// <summary>Why most fields cannot change.</summary>
    public const string StartedOnce = "a run is started once; for another run create another resource";

    /// <summary>The fields that only the start of a run takes.</summary>
    public const string OfTheStart =
        "jobParameters, notebookParams, pythonParams, pythonNamedParams, jarParams, sparkSubmitParams, sqlParams, dbtCommands, pipelineParams, only, queue,"
        + " performanceTarget, extraSettings";
}
