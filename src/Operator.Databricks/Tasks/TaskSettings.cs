using Operator.Databricks.Compute;
using Operator.Databricks.Http;

namespace Operator.Databricks.Tasks;

/// <summary>
/// What a task of a job and its executions have in common. Exactly one of the kinds of task is set; one that is not listed stays in
/// <see cref="WireRecord.Unknown"/>.
/// </summary>
public abstract record TaskSettings : WireRecord
{
    public TaskCompute? Compute { get; init; }

    public DbtTask? DbtTask { get; init; }

    public IReadOnlyList<TaskDependency>? DependsOn { get; init; }

    public string? Description { get; init; }

    public bool? DisableAutoOptimization { get; init; }

    public bool? Disabled { get; init; }

    public EmailNotifications? EmailNotifications { get; init; }

    public string? EnvironmentKey { get; init; }

    public string? ExistingClusterId { get; init; }

    public HealthRules? Health { get; init; }

    public string? JobClusterKey { get; init; }

    public IReadOnlyList<Library>? Libraries { get; init; }

    /// <summary>-1 is without end.</summary>
    public int? MaxRetries { get; init; }

    public int? MinRetryIntervalMillis { get; init; }

    public ClusterSpec? NewCluster { get; init; }

    public NotebookTask? NotebookTask { get; init; }

    public NotificationSettings? NotificationSettings { get; init; }

    public PipelineTask? PipelineTask { get; init; }

    public PythonWheelTask? PythonWheelTask { get; init; }

    public bool? RetryOnTimeout { get; init; }

    /// <summary>ALL_SUCCESS if unset (behavior §4.3); open-ended.</summary>
    public string? RunIf { get; init; }

    public RunJobTask? RunJobTask { get; init; }

    public SparkJarTask? SparkJarTask { get; init; }

    public SparkPythonTask? SparkPythonTask { get; init; }

    public SparkSubmitTask? SparkSubmitTask { get; init; }

    public SqlTask? SqlTask { get; init; }

    public string? TaskKey { get; init; }

    /// <summary>0 is no limit.</summary>
    public int? TimeoutSeconds { get; init; }

    public WebhookNotifications? WebhookNotifications { get; init; }
}

/// <summary>A task as the job defines it.</summary>
public sealed record JobTask : TaskSettings
{
    public ConditionTask? ConditionTask { get; init; }

    public ForEachTask? ForEachTask { get; init; }
}

public sealed record TaskDependency : WireRecord
{
    /// <summary>Of a condition task: which of its outcomes.</summary>
    public string? Outcome { get; init; }

    public string? TaskKey { get; init; }
}

public sealed record TaskCompute : WireRecord
{
    public string? HardwareAccelerator { get; init; }
}
