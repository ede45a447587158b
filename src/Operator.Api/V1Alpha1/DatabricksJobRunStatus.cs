using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>The run as it was seen last; once it has ended, as it ended.</summary>
public sealed class DatabricksJobRunStatus : CommonStatus
{
    /// <summary>Databricks' id of the run.</summary>
    /// <example>759600935843206</example>
    [Length(0, StatusLimits.Token)]
    public string? RunId { get; set; }

    /// <summary>Databricks' id of the job.</summary>
    /// <example>1017284950021374</example>
    [Length(0, StatusLimits.Token)]
    public string? JobId { get; set; }

    /// <summary>How far it is: QUEUED, PENDING, BLOCKED, RUNNING, TERMINATING, TERMINATED, or a state newer than this operator.</summary>
    /// <example>TERMINATED</example>
    [Length(0, StatusLimits.Token)]
    public string? State { get; set; }

    /// <summary>How it ended: SUCCESS, FAILED, CANCELED, TIMEDOUT and others; absent while it has not.</summary>
    /// <example>SUCCESS</example>
    [Length(0, StatusLimits.Token)]
    public string? Result { get; set; }

    /// <summary>What Databricks says about its state.</summary>
    /// <example>Task load failed with message: Workload failed, see run output for details.</example>
    [Length(0, StatusLimits.Message)]
    public string? StateMessage { get; set; }

    /// <summary>Who started the run.</summary>
    /// <example>operator@example.com</example>
    [Length(0, StatusLimits.Name)]
    public string? CreatorUserName { get; set; }

    /// <summary>When it started.</summary>
    /// <example>2026-03-09T05:30:00Z</example>
    public DateTime? StartTime { get; set; }

    /// <summary>When it ended.</summary>
    /// <example>2026-03-09T05:31:12Z</example>
    public DateTime? EndTime { get; set; }

    /// <summary>How long it took, for people, set at the end; programs compute it from startTime and endTime.</summary>
    /// <example>1m12s</example>
    [Length(0, StatusLimits.Token)]
    public string? Duration { get; set; }

    /// <summary>The tasks, each with its last attempt, as of the last look at the run by itself: at its end at the latest.</summary>
    /// <example>[{"taskKey": "load", "state": "TERMINATED", "result": "SUCCESS", "attempt": 0}]</example>
    [Items(0, StatusLimits.Tasks)]
    [XListType(XListType.Map)]
    [XListMapKeys("taskKey")]
    public IList<RunTaskStatus>? Tasks { get; set; }

    /// <summary>What the tasks left behind, read once at the end; of failed tasks first, of 32 tasks at most.</summary>
    /// <example>[{"taskKey": "load", "result": "1042 rows"}]</example>
    [Items(0, StatusLimits.Outputs)]
    [XListType(XListType.Map)]
    [XListMapKeys("taskKey")]
    public IList<RunTaskOutput>? Outputs { get; set; }

    /// <summary>How many tasks' outputs are left out.</summary>
    /// <example>8</example>
    [RangeMinimum(0)]
    public int? OutputsOmitted { get; set; }

    /// <summary>Repairs of the run, where spec.repair asks for them.</summary>
    /// <example>{"attempts": 1}</example>
    public RunRepairStatus? Repair { get; set; }

    /// <summary>Why the operator cancelled the run: the field of the spec that asked for it.</summary>
    /// <example>timeoutSeconds</example>
    [Length(0, StatusLimits.Token)]
    public string? CancelledBy { get; set; }

    /// <summary>
    /// The fields of the spec that the run was started with, each with a digest of its value: API servers before 1.25 do not refuse a change of
    /// them, so the operator has to notice it.
    /// </summary>
    /// <example>{"jobRef": "9f86d081884c"}</example>
    [PropertyLimits(0, 64)]
    [Length(0, StatusLimits.Token)]
    public IDictionary<string, string>? StartedWith { get; set; }
}

/// <summary>The last attempt of a task.</summary>
public sealed class RunTaskStatus
{
    /// <summary>The task's key.</summary>
    /// <example>load</example>
    [Required]
    [Length(0, StatusLimits.Token)]
    public string TaskKey { get; set; } = "";

    /// <summary>Databricks' id of the attempt.</summary>
    /// <example>759600935843207</example>
    [Length(0, StatusLimits.Token)]
    public string? RunId { get; set; }

    /// <summary>How far it is, in the words of status.state.</summary>
    /// <example>TERMINATED</example>
    [Length(0, StatusLimits.Token)]
    public string? State { get; set; }

    /// <summary>How it ended; absent while it has not.</summary>
    /// <example>FAILED</example>
    [Length(0, StatusLimits.Token)]
    public string? Result { get; set; }

    /// <summary>When it started.</summary>
    /// <example>2026-03-09T05:30:10Z</example>
    public DateTime? StartTime { get; set; }

    /// <summary>When it ended.</summary>
    /// <example>2026-03-09T05:31:00Z</example>
    public DateTime? EndTime { get; set; }

    /// <summary>Which attempt it is; 0 for the first.</summary>
    /// <example>0</example>
    [RangeMinimum(0)]
    public int? Attempt { get; set; }
}

/// <summary>
/// What one task left behind; each text is cut to 4 KiB, and further where those of all tasks would have more than 64 KiB together. Whoever may read this
/// resource may read it.
/// </summary>
public sealed class RunTaskOutput
{
    /// <summary>The task's key.</summary>
    /// <example>load</example>
    [Required]
    [Length(0, StatusLimits.Token)]
    public string TaskKey { get; set; } = "";

    /// <summary>Databricks' id of the attempt.</summary>
    /// <example>759600935843207</example>
    [Length(0, StatusLimits.Token)]
    public string? RunId { get; set; }

    /// <summary>What a notebook passed to its exit call.</summary>
    /// <example>1042 rows</example>
    [Length(0, StatusLimits.Output)]
    public string? Result { get; set; }

    /// <summary>Why it failed.</summary>
    /// <example>NameError: name 'x' is not defined</example>
    [Length(0, StatusLimits.Output)]
    public string? Error { get; set; }

    /// <summary>The beginning of the stack trace.</summary>
    /// <example>Traceback (most recent call last): …</example>
    [Length(0, StatusLimits.Output)]
    public string? ErrorTrace { get; set; }

    /// <summary>The end of what it printed, of tasks whose logs Databricks returns.</summary>
    /// <example>loaded 1042 rows</example>
    [Length(0, StatusLimits.Output)]
    public string? Logs { get; set; }

    /// <summary>Databricks' id of the run of another job that it started.</summary>
    /// <example>759600935843210</example>
    [Length(0, StatusLimits.Token)]
    public string? ChildRunId { get; set; }

    /// <summary>Which of the texts are shorter than what the task gave out.</summary>
    /// <example>["result"]</example>
    [Items(0, 8)]
    [Length(0, StatusLimits.Token)]
    [XListType(XListType.Set)]
    public IList<string>? Truncated { get; set; }

    /// <summary>Why nothing could be read.</summary>
    /// <example>runs/get-output: 403 PERMISSION_DENIED</example>
    [Length(0, StatusLimits.Name)]
    public string? Unavailable { get; set; }
}

/// <summary>Repairs of a run.</summary>
public sealed class RunRepairStatus
{
    /// <summary>How many times it was repaired so far.</summary>
    /// <example>1</example>
    [RangeMinimum(0)]
    public int? Attempts { get; set; }

    /// <summary>Databricks' id of the last repair.</summary>
    /// <example>734650698524280</example>
    [Length(0, StatusLimits.Token)]
    public string? LatestRepairId { get; set; }

    /// <summary>Why Databricks refused to repair it again; it is not asked another time.</summary>
    /// <example>runs/repair: 400 INVALID_PARAMETER_VALUE</example>
    [Length(0, StatusLimits.Name)]
    public string? Refusal { get; set; }
}
