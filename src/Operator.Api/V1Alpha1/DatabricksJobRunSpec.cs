using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>The run to be made. A run is started once, so only cancel, ttlSecondsAfterFinished, suspend and policies can change.</summary>
[ValidationRule(
    "has(self.externalId) ? !has(self.jobRef) && !has(self.jobId) : has(self.jobRef) != has(self.jobId)",
    "give exactly one of jobRef and jobId, or externalId alone for a run that exists already")]
[ValidationRule(
    $"!has(self.externalId) || !({RunConditions.SetsSomething})",
    "externalId names a run that was started already: jobParameters, and whatever else is sent to start a run, cannot be given with it")]
[ValidationRule(
    $"!{CommonRules.Observed} || has(self.externalId)",
    "policies.management: Observe needs externalId: only a run that exists can be observed")]
[ValidationRule("has(self.jobRef) == has(oldSelf.jobRef) && (!has(self.jobRef) || self.jobRef == oldSelf.jobRef)", $"jobRef {RunConditions.Fixed}")]
[ValidationRule("has(self.jobId) == has(oldSelf.jobId) && (!has(self.jobId) || self.jobId == oldSelf.jobId)", $"jobId {RunConditions.Fixed}")]
[ValidationRule("has(self.jobParameters) == has(oldSelf.jobParameters) && (!has(self.jobParameters) || self.jobParameters == oldSelf.jobParameters)", $"jobParameters {RunConditions.Fixed}")]
[ValidationRule("has(self.notebookParams) == has(oldSelf.notebookParams) && (!has(self.notebookParams) || self.notebookParams == oldSelf.notebookParams)", $"notebookParams {RunConditions.Fixed}")]
[ValidationRule("has(self.pythonParams) == has(oldSelf.pythonParams) && (!has(self.pythonParams) || self.pythonParams == oldSelf.pythonParams)", $"pythonParams {RunConditions.Fixed}")]
[ValidationRule("has(self.pythonNamedParams) == has(oldSelf.pythonNamedParams) && (!has(self.pythonNamedParams) || self.pythonNamedParams == oldSelf.pythonNamedParams)", $"pythonNamedParams {RunConditions.Fixed}")]
[ValidationRule("has(self.jarParams) == has(oldSelf.jarParams) && (!has(self.jarParams) || self.jarParams == oldSelf.jarParams)", $"jarParams {RunConditions.Fixed}")]
[ValidationRule("has(self.sparkSubmitParams) == has(oldSelf.sparkSubmitParams) && (!has(self.sparkSubmitParams) || self.sparkSubmitParams == oldSelf.sparkSubmitParams)", $"sparkSubmitParams {RunConditions.Fixed}")]
[ValidationRule("has(self.sqlParams) == has(oldSelf.sqlParams) && (!has(self.sqlParams) || self.sqlParams == oldSelf.sqlParams)", $"sqlParams {RunConditions.Fixed}")]
[ValidationRule("has(self.dbtCommands) == has(oldSelf.dbtCommands) && (!has(self.dbtCommands) || self.dbtCommands == oldSelf.dbtCommands)", $"dbtCommands {RunConditions.Fixed}")]
[ValidationRule("has(self.pipelineParams) == has(oldSelf.pipelineParams) && (!has(self.pipelineParams) || self.pipelineParams == oldSelf.pipelineParams)", $"pipelineParams {RunConditions.Fixed}")]
[ValidationRule("has(self.only) == has(oldSelf.only) && (!has(self.only) || self.only == oldSelf.only)", $"only {RunConditions.Fixed}")]
[ValidationRule("has(self.queue) == has(oldSelf.queue) && (!has(self.queue) || self.queue == oldSelf.queue)", $"queue {RunConditions.Fixed}")]
[ValidationRule("has(self.performanceTarget) == has(oldSelf.performanceTarget) && (!has(self.performanceTarget) || self.performanceTarget == oldSelf.performanceTarget)", $"performanceTarget {RunConditions.Fixed}")]
[ValidationRule("has(self.timeoutSeconds) == has(oldSelf.timeoutSeconds) && (!has(self.timeoutSeconds) || self.timeoutSeconds == oldSelf.timeoutSeconds)", $"timeoutSeconds {RunConditions.Fixed}")]
[ValidationRule("has(self.repair) == has(oldSelf.repair) && (!has(self.repair) || self.repair == oldSelf.repair)", $"repair {RunConditions.Fixed}")]
[ValidationRule("has(self.workspaceRef) == has(oldSelf.workspaceRef) && (!has(self.workspaceRef) || self.workspaceRef == oldSelf.workspaceRef)", $"workspaceRef {RunConditions.Fixed}")]
[ValidationRule("has(self.extraSettings) == has(oldSelf.extraSettings) && (!has(self.extraSettings) || self.extraSettings == oldSelf.extraSettings)", $"extraSettings {RunConditions.Fixed}")]
public sealed class DatabricksJobRunSpec : RunSettings, ICommonSpec
{
    /// <summary>The DatabricksJob to run, in this namespace; waited for until it exists in the workspace as its spec says. Excludes jobId.</summary>
    /// <example>{"name": "etl"}</example>
    public ObjectReference? JobRef { get; set; }

    /// <summary>Id of the job to run. Excludes jobRef.</summary>
    /// <example>1017284950021374</example>
    [Length(1, 19)]
    [Pattern(Patterns.NumericId)]
    public string? JobId { get; set; }

    /// <summary>
    /// True cancels the run; before its start it keeps it from being started. What is cancelled stays cancelled: setting it back to false starts nothing. Default:
    /// false.
    /// </summary>
    /// <example>true</example>
    [DefaultValue("false")]
    public bool? Cancel { get; set; }

    /// <summary>
    /// Seconds after its start, its repairs included, when the operator cancels the run, which then counts as timed out. Waiting in the queue counts. Default: no
    /// limit but the job's own.
    /// </summary>
    /// <example>3600</example>
    [RangeMinimum(1)]
    [RangeMaximum(5184000)]
    public int? TimeoutSeconds { get; set; }

    /// <summary>
    /// Seconds after the end when the operator deletes this resource; the run stays in Databricks, which keeps it for 60 days. Default: it is kept.
    /// </summary>
    /// <example>86400</example>
    [RangeMinimum(0)]
    [RangeMaximum(315360000)]
    public int? TtlSecondsAfterFinished { get; set; }

    /// <summary>Run what failed again, within the same run. Default: a failed run stays failed.</summary>
    /// <example>{"maxAttempts": 2}</example>
    public RunRepair? Repair { get; set; }

    /// <inheritdoc cref="ICommonSpec.WorkspaceRef"/>
    /// <example>{"name": "prod"}</example>
    public WorkspaceReference? WorkspaceRef { get; set; }

    /// <inheritdoc cref="ICommonSpec.Suspend"/>
    /// <remarks>A run that was not started yet is started once it is false; one that was goes on in Databricks, and is not looked at.</remarks>
    /// <example>false</example>
    [DefaultValue("false")]
    public bool? Suspend { get; set; }

    /// <inheritdoc cref="ICommonSpec.ExternalId"/>
    /// <remarks>The id of a run that was started elsewhere: it is followed to its end and, like any other, cancelled when this resource is deleted, unless policies.deletion is Retain.</remarks>
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

/// <summary>Conditions that the rules of a run use more than once.</summary>
internal static class RunConditions
{
    /// <summary>Follows the name of a field.</summary>
    public const string Fixed = "cannot change: a run is started once; for another run create another resource";

    /// <summary>Something is given that only the start of a run takes.</summary>
    public const string SetsSomething =
        "has(self.jobParameters) || has(self.notebookParams) || has(self.pythonParams) || has(self.pythonNamedParams) || has(self.jarParams)"
        + " || has(self.sparkSubmitParams) || has(self.sqlParams) || has(self.dbtCommands) || has(self.pipelineParams) || has(self.only) || has(self.queue)"
        + " || has(self.performanceTarget) || has(self.extraSettings)";
}
