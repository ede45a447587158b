using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>The job as it was seen last.</summary>
public sealed class DatabricksJobStatus : CommonStatus
{
    /// <summary>Databricks' id of the job.</summary>
    /// <example>1017284950021374</example>
    [Length(0, StatusLimits.Token)]
    public string? JobId { get; set; }

    /// <summary>Who created the job.</summary>
    /// <example>ada@example.com</example>
    [Length(0, StatusLimits.Name)]
    public string? CreatorUserName { get; set; }

    /// <summary>Whom the job runs as.</summary>
    /// <example>ada@example.com</example>
    [Length(0, StatusLimits.Name)]
    public string? RunAsUserName { get; set; }

    /// <summary>When the job was created.</summary>
    /// <example>2026-03-09T05:30:00Z</example>
    public DateTime? CreatedTime { get; set; }

    /// <summary>The run that started last, by anyone; up to a minute old. How it ended says nothing about Ready.</summary>
    public JobLastRun? LastRun { get; set; }
}

/// <summary>A run of a job.</summary>
public sealed class JobLastRun
{
    /// <summary>Databricks' id of the run.</summary>
    /// <example>759600002</example>
    [Length(0, StatusLimits.Token)]
    public string? RunId { get; set; }

    /// <summary>How far it is: QUEUED, PENDING, BLOCKED, RUNNING, TERMINATING, TERMINATED, or a state newer than this operator.</summary>
    /// <example>TERMINATED</example>
    [Length(0, StatusLimits.Token)]
    public string? State { get; set; }

    /// <summary>How it ended: SUCCESS, FAILED, CANCELED, TIMEDOUT and others; absent while it has not.</summary>
    /// <example>SUCCESS</example>
    [Length(0, StatusLimits.Token)]
    public string? Result { get; set; }

    /// <summary>When it started.</summary>
    /// <example>2026-03-09T05:30:00Z</example>
    public DateTime? StartTime { get; set; }

    /// <summary>When it ended.</summary>
    /// <example>2026-03-09T05:42:10Z</example>
    public DateTime? EndTime { get; set; }

    /// <summary>Its page in the Databricks UI.</summary>
    /// <example>https://adb-1234567890123456.7.azuredatabricks.net/jobs/1017284950021374/runs/759600002</example>
    [Length(0, StatusLimits.Url)]
    public string? Url { get; set; }
}
