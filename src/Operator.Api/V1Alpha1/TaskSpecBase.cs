using System.Text.Json.Nodes;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>
/// What tasks of a job and tasks inside forEachTask share. The snake_case name of each property is its name in the REST API (behavior §12), as
/// in <see cref="JobSpecBase"/>.
/// </summary>
[AtMostOneOf(TaskConditions.Compute, Because = "a task runs in one place")]
[AtLeastOneOf(TaskConditions.Compute, When = "sparkJarTask, sparkSubmitTask")]
public abstract class TaskSpecBase
{
    /// <summary>The task's name within the job.</summary>
    /// <example>load</example>
    [Required]
    [Length(1, 100)]
    [Pattern(Patterns.TaskKey)]
    public string TaskKey { get; set; } = "";

    /// <summary>What the task is for.</summary>
    /// <example>Reads the files of a day</example>
    [Length(0, 1000)]
    public string? Description { get; set; }

    /// <summary>The tasks that have to end first.</summary>
    [Items(0, 200)]
    [XListType(XListType.Map)]
    [XListMapKeys("taskKey")]
    public IList<TaskDependencySpec>? DependsOn { get; set; }

    /// <summary>How those have to end. Default: ALL_SUCCESS.</summary>
    /// <example>ALL_DONE</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("ALL_SUCCESS", "AT_LEAST_ONE_SUCCESS", "NONE_FAILED", "ALL_DONE", "AT_LEAST_ONE_FAILED", "ALL_FAILED")]
    public string? RunIf { get; set; }

    /// <summary>Leave the task out of runs. Default: false.</summary>
    public bool? Disabled { get; set; }

    /// <summary>Id of an all-purpose cluster to run on.</summary>
    /// <example>0309-053000-abcd1234</example>
    [Length(1, 128)]
    [Pattern(Patterns.NotBlank)]
    public string? ExistingClusterId { get; set; }

    /// <summary>The DatabricksCluster to run on.</summary>
    public ResourceReference? ExistingClusterRef { get; set; }

    /// <summary>A cluster for this task alone.</summary>
    /// <example>{"sparkVersion": "15.4.x-scala2.12", "nodeTypeId": "i3.xlarge", "numWorkers": 2}</example>
    public NewCluster? NewCluster { get; set; }

    /// <summary>Key of one of the job's jobClusters to run on.</summary>
    /// <example>shared</example>
    [Length(1, 100)]
    [Pattern(Patterns.TaskKey)]
    public string? JobClusterKey { get; set; }

    /// <summary>Key of one of the job's environments to run in, serverless.</summary>
    /// <example>default</example>
    [Length(1, 100)]
    [Pattern(Patterns.NotBlank)]
    public string? EnvironmentKey { get; set; }

    /// <summary>Libraries to install on the cluster before the task runs.</summary>
    [Items(0, 128)]
    [XListType(XListType.Atomic)]
    public IList<LibrarySpec>? Libraries { get; set; }

    /// <summary>How often a failed attempt is repeated; -1 is without end. Default: 0.</summary>
    /// <example>2</example>
    [RangeMinimum(-1)]
    public int? MaxRetries { get; set; }

    /// <summary>Milliseconds from a failed attempt to the next. Default: 0.</summary>
    /// <example>60000</example>
    [RangeMinimum(0)]
    public int? MinRetryIntervalMillis { get; set; }

    /// <summary>Repeat an attempt that took too long as well. Default: false.</summary>
    public bool? RetryOnTimeout { get; set; }

    /// <summary>Seconds after which an attempt is ended; 0 is no limit. Default: 0.</summary>
    /// <example>1800</example>
    [RangeMinimum(0)]
    public int? TimeoutSeconds { get; set; }

    /// <summary>Do not let serverless compute improve the task by itself. Default: false.</summary>
    public bool? DisableAutoOptimization { get; set; }

    /// <summary>Measures of the task that people are warned about.</summary>
    public JobHealth? Health { get; set; }

    /// <summary>Who gets mail about the task.</summary>
    public EmailNotificationsSpec? EmailNotifications { get; set; }

    /// <summary>Which notification destinations hear of the task; at most 3 an event.</summary>
    public WebhookNotificationsSpec? WebhookNotifications { get; set; }

    /// <summary>Which runs of the task cause no notifications.</summary>
    public TaskNotificationSettings? NotificationSettings { get; set; }

    /// <summary>Run a notebook.</summary>
    public NotebookTaskSpec? NotebookTask { get; set; }

    /// <summary>Run a class of a JAR file.</summary>
    public SparkJarTaskSpec? SparkJarTask { get; set; }

    /// <summary>Run a Python file.</summary>
    public SparkPythonTaskSpec? SparkPythonTask { get; set; }

    /// <summary>Call spark-submit; needs newCluster.</summary>
    public SparkSubmitTaskSpec? SparkSubmitTask { get; set; }

    /// <summary>Update a pipeline.</summary>
    public PipelineTaskSpec? PipelineTask { get; set; }

    /// <summary>Run a function of a Python wheel.</summary>
    public PythonWheelTaskSpec? PythonWheelTask { get; set; }

    /// <summary>Run SQL on a warehouse.</summary>
    /// <example>{"warehouseId": "0a1b2c3d4e5f6a7b", "file": {"path": "/Workspace/Shared/queries/orders.sql"}}</example>
    public SqlTaskSpec? SqlTask { get; set; }

    /// <summary>Run dbt.</summary>
    public DbtTaskSpec? DbtTask { get; set; }

    /// <summary>Run another job and wait for it.</summary>
    public RunJobTaskSpec? RunJobTask { get; set; }

    /// <summary>Compare two values; other tasks depend on the outcome.</summary>
    public ConditionTaskSpec? ConditionTask { get; set; }

    /// <inheritdoc cref="ICommonSpec.ExtraSettings"/>
    [PropertyLimits(0, 64)]
    [PreserveUnknownFields]
    public JsonObject? ExtraSettings { get; set; }
}
