using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>Who gets mail, by event.</summary>
public sealed class EmailNotificationsSpec
{
    /// <summary>Addresses notified when a run starts.</summary>
    /// <example>["data-team@example.com"]</example>
    [Items(0, 100)]
    [Length(1, 320)]
    [XListType(XListType.Set)]
    public IList<string>? OnStart { get; set; }

    /// <summary>Addresses notified when a run succeeds.</summary>
    /// <example>["data-team@example.com"]</example>
    [Items(0, 100)]
    [Length(1, 320)]
    [XListType(XListType.Set)]
    public IList<string>? OnSuccess { get; set; }

    /// <summary>Addresses notified when a run fails.</summary>
    /// <example>["data-team@example.com"]</example>
    [Items(0, 100)]
    [Length(1, 320)]
    [XListType(XListType.Set)]
    public IList<string>? OnFailure { get; set; }

    /// <summary>Addresses notified when a run takes longer than health allows.</summary>
    /// <example>["data-team@example.com"]</example>
    [Items(0, 100)]
    [Length(1, 320)]
    [XListType(XListType.Set)]
    public IList<string>? OnDurationWarningThresholdExceeded { get; set; }

    /// <summary>Addresses notified when a stream falls further behind than health allows.</summary>
    /// <example>["data-team@example.com"]</example>
    [Items(0, 100)]
    [Length(1, 320)]
    [XListType(XListType.Set)]
    public IList<string>? OnStreamingBacklogExceeded { get; set; }

    /// <summary>The older way to leave out skipped runs; notificationSettings replaces it. Default: false.</summary>
    public bool? NoAlertForSkippedRuns { get; set; }
}

/// <summary>Which notification destinations are notified, by event; at most 3 each.</summary>
public sealed class WebhookNotificationsSpec
{
    /// <summary>Notified when a run starts.</summary>
    [Items(0, 3)]
    [XListType(XListType.Map)]
    [XListMapKeys("id")]
    public IList<WebhookSpec>? OnStart { get; set; }

    /// <summary>Notified when a run succeeds.</summary>
    [Items(0, 3)]
    [XListType(XListType.Map)]
    [XListMapKeys("id")]
    public IList<WebhookSpec>? OnSuccess { get; set; }

    /// <summary>Notified when a run fails.</summary>
    [Items(0, 3)]
    [XListType(XListType.Map)]
    [XListMapKeys("id")]
    public IList<WebhookSpec>? OnFailure { get; set; }

    /// <summary>Notified when a run takes longer than health allows.</summary>
    [Items(0, 3)]
    [XListType(XListType.Map)]
    [XListMapKeys("id")]
    public IList<WebhookSpec>? OnDurationWarningThresholdExceeded { get; set; }

    /// <summary>Notified when a stream falls further behind than health allows.</summary>
    [Items(0, 3)]
    [XListType(XListType.Map)]
    [XListMapKeys("id")]
    public IList<WebhookSpec>? OnStreamingBacklogExceeded { get; set; }
}

/// <summary>A notification destination.</summary>
public sealed class WebhookSpec
{
    /// <summary>Id of the notification destination.</summary>
    /// <example>5f2b7c1e-9d3a-4e6f-8b0c-1a2d3e4f5a6b</example>
    [Required]
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string Id { get; set; } = "";
}

/// <summary>Which runs cause no notifications.</summary>
public class NotificationSpec
{
    /// <summary>Not of skipped runs. Default: false.</summary>
    public bool? NoAlertForSkippedRuns { get; set; }

    /// <summary>Not of canceled runs. Default: false.</summary>
    public bool? NoAlertForCanceledRuns { get; set; }
}

/// <summary>Which runs of a task cause no notifications.</summary>
public sealed class TaskNotificationSettings : NotificationSpec
{
    /// <summary>Only of the last of several attempts. Default: false.</summary>
    public bool? AlertOnLastAttempt { get; set; }
}

/// <summary>Measures that people are warned about.</summary>
public sealed class JobHealth
{
    /// <summary>The measures with their limits.</summary>
    [Items(0, 10)]
    [XListType(XListType.Atomic)]
    public IList<JobHealthRule>? Rules { get; set; }
}

/// <summary>A limit of one measure.</summary>
public sealed class JobHealthRule
{
    /// <summary>What is measured.</summary>
    /// <example>RUN_DURATION_SECONDS</example>
    [Required]
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues(
        "RUN_DURATION_SECONDS", "STREAMING_BACKLOG_BYTES", "STREAMING_BACKLOG_RECORDS", "STREAMING_BACKLOG_SECONDS", "STREAMING_BACKLOG_FILES")]
    public string Metric { get; set; } = "";

    /// <summary>How to compare.</summary>
    /// <example>GREATER_THAN</example>
    [Required]
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("GREATER_THAN")]
    public string Op { get; set; } = "";

    /// <summary>The limit.</summary>
    /// <example>7200</example>
    [Required]
    [RangeMinimum(0)]
    public long Value { get; set; }
}
