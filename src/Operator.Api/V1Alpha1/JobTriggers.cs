using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>When to run, by the calendar.</summary>
public sealed class JobSchedule
{
    /// <summary>A Quartz cron expression, which begins with seconds.</summary>
    /// <example>0 30 5 * * ?</example>
    [Required]
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string QuartzCronExpression { get; set; } = "";

    /// <summary>The time zone it is meant in.</summary>
    /// <example>Europe/Berlin</example>
    [Required]
    [Length(1, 128)]
    [Pattern(Patterns.NotBlank)]
    public string TimezoneId { get; set; } = "";

    /// <summary>Whether it starts runs. Default: UNPAUSED.</summary>
    /// <example>UNPAUSED</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("UNPAUSED", "PAUSED")]
    public string? PauseStatus { get; set; }
}

/// <summary>What starts a run.</summary>
[ExactlyOneOf("fileArrival, tableUpdate, periodic")]
public sealed class JobTrigger
{
    /// <summary>New files in a place.</summary>
    public FileArrivalTriggerSpec? FileArrival { get; set; }

    /// <summary>Changes of tables.</summary>
    public TableUpdateTriggerSpec? TableUpdate { get; set; }

    /// <summary>The passing of time.</summary>
    public PeriodicTriggerSpec? Periodic { get; set; }

    /// <summary>Whether it starts runs. Default: UNPAUSED.</summary>
    /// <example>UNPAUSED</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("UNPAUSED", "PAUSED")]
    public string? PauseStatus { get; set; }
}

/// <summary>New files in a place.</summary>
public sealed class FileArrivalTriggerSpec
{
    /// <summary>The place: an external location or a volume, or a folder in one.</summary>
    /// <example>/Volumes/main/default/incoming/</example>
    [Required]
    [Length(1, 2048)]
    [Pattern(Patterns.NotBlank)]
    public string Url { get; set; } = "";

    /// <summary>Least seconds from one run to the next.</summary>
    /// <example>300</example>
    [RangeMinimum(0)]
    public int? MinTimeBetweenTriggersSeconds { get; set; }

    /// <summary>Seconds without a new file before a run starts.</summary>
    /// <example>60</example>
    [RangeMinimum(0)]
    public int? WaitAfterLastChangeSeconds { get; set; }
}

/// <summary>Changes of tables.</summary>
public sealed class TableUpdateTriggerSpec
{
    /// <summary>The tables, as catalog.schema.table.</summary>
    /// <example>["main.sales.orders"]</example>
    [Required]
    [Items(1, 100)]
    [Length(1, 1024)]
    [Pattern(Patterns.NotBlank)]
    [XListType(XListType.Set)]
    public IList<string> TableNames { get; set; } = [];

    /// <summary>How many of the tables have to change. Default: chosen by Databricks.</summary>
    /// <example>ALL_UPDATED</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("ANY_UPDATED", "ALL_UPDATED")]
    public string? Condition { get; set; }

    /// <summary>Least seconds from one run to the next.</summary>
    /// <example>300</example>
    [RangeMinimum(0)]
    public int? MinTimeBetweenTriggersSeconds { get; set; }

    /// <summary>Seconds without a change before a run starts.</summary>
    /// <example>60</example>
    [RangeMinimum(0)]
    public int? WaitAfterLastChangeSeconds { get; set; }
}

/// <summary>The passing of time.</summary>
public sealed class PeriodicTriggerSpec
{
    /// <summary>How many units pass from one run to the next.</summary>
    /// <example>6</example>
    [Required]
    [RangeMinimum(1)]
    public int Interval { get; set; }

    /// <summary>What the interval is counted in.</summary>
    /// <example>HOURS</example>
    [Required]
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("MINUTES", "HOURS", "DAYS", "WEEKS")]
    public string Unit { get; set; } = "";
}

/// <summary>One run after the other.</summary>
public sealed class JobContinuous
{
    /// <summary>Whether it starts runs. Default: UNPAUSED.</summary>
    /// <example>UNPAUSED</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("UNPAUSED", "PAUSED")]
    public string? PauseStatus { get; set; }

    /// <summary>Whether a failed task is tried again within its run. Default: NEVER.</summary>
    /// <example>ON_FAILURE</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("NEVER", "ON_FAILURE")]
    public string? TaskRetryMode { get; set; }
}
