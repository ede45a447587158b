using System.Text.Json.Nodes;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>
/// The settings of a job. The snake_case name of each property is its name in the REST API (behavior §12). Ours are the properties that end
/// in Ref, which stand for an id or a path, and ExtraSettings.
/// </summary>
[AtMostOneOf("schedule, trigger, continuous", Because = "a job starts in one way")]
[ValidationRule(
    $"{KeyConditions.TooManyClusters} || self.tasks.all(task, !has(task.jobClusterKey) || (has(self.jobClusters)"
        + " && self.jobClusters.exists(cluster, cluster.jobClusterKey == task.jobClusterKey)))",
    "tasks: each jobClusterKey must be the key of one of jobClusters")]
[ValidationRule(
    $"{KeyConditions.TooManyClusters} || self.tasks.all(task, !has(task.forEachTask) || !has(task.forEachTask.task.jobClusterKey) || (has(self.jobClusters)"
        + " && self.jobClusters.exists(cluster, cluster.jobClusterKey == task.forEachTask.task.jobClusterKey)))",
    "forEachTask.task.jobClusterKey must be the key of one of jobClusters")]
[ValidationRule(
    $"{KeyConditions.TooManyEnvironments} || self.tasks.all(task, !has(task.environmentKey) || (has(self.environments)"
        + " && self.environments.exists(environment, environment.environmentKey == task.environmentKey)))",
    "tasks: each environmentKey must be the key of one of environments")]
[ValidationRule(
    $"{KeyConditions.TooManyEnvironments} || self.tasks.all(task, !has(task.forEachTask) || !has(task.forEachTask.task.environmentKey) || "
        + "(has(self.environments)"
        + " && self.environments.exists(environment, environment.environmentKey == task.forEachTask.task.environmentKey)))",
    "forEachTask.task.environmentKey must be the key of one of environments")]
public abstract class JobSpecBase
{
    /// <summary>The job's name in Databricks, which need not be unique there. Default: metadata.name.</summary>
    /// <example>nightly-etl</example>
    [Length(1, 4096)]
    [Pattern(Patterns.NotBlank)]
    public string? Name { get; set; }

    /// <summary>What the job is for.</summary>
    /// <example>Loads yesterday's orders</example>
    [Length(0, 27700)]
    public string? Description { get; set; }

    /// <summary>What the job does: up to 1000 tasks, in the order of their dependsOn.</summary>
    /// <example>[{"taskKey": "main", "notebookTask": {"notebookPath": "/Shared/main"}}]</example>
    [Items(0, 1000)]
    [XListType(XListType.Map)]
    [XListMapKeys("taskKey")]
    public IList<JobTaskSpec>? Tasks { get; set; }

    /// <summary>Clusters that tasks share by their jobClusterKey; each lives as long as a run.</summary>
    /// <example>[{"jobClusterKey": "shared", "newCluster": {"sparkVersion": "15.4.x-scala2.12", "nodeTypeId": "i3.xlarge", "numWorkers": 2}}]</example>
    [Items(0, 100)]
    [XListType(XListType.Map)]
    [XListMapKeys("jobClusterKey")]
    public IList<JobClusterSpec>? JobClusters { get; set; }

    /// <summary>What serverless tasks find installed, by their environmentKey.</summary>
    [Items(0, 100)]
    [XListType(XListType.Map)]
    [XListMapKeys("environmentKey")]
    public IList<TaskEnvironmentSpec>? Environments { get; set; }

    /// <summary>Parameters of a run, with their defaults.</summary>
    [Items(0, 200)]
    [XListType(XListType.Map)]
    [XListMapKeys("name")]
    public IList<JobParameter>? Parameters { get; set; }

    /// <summary>Run the job at times of the calendar. Excludes trigger and continuous.</summary>
    public JobSchedule? Schedule { get; set; }

    /// <summary>Run the job when something happens. Excludes schedule and continuous.</summary>
    public JobTrigger? Trigger { get; set; }

    /// <summary>Keep one run active at all times. Excludes schedule and trigger.</summary>
    public JobContinuous? Continuous { get; set; }

    /// <summary>Whether runs beyond a limit wait for their turn. Default: they do.</summary>
    public JobQueue? Queue { get; set; }

    /// <summary>Runs of the job at one time; with 0 every new run is skipped. Default: 1.</summary>
    /// <example>1</example>
    [RangeMinimum(0)]
    [RangeMaximum(1000)]
    public int? MaxConcurrentRuns { get; set; }

    /// <summary>Seconds after which a run is ended; 0 is no limit. A change reaches active runs too. Default: 0.</summary>
    /// <example>14400</example>
    [RangeMinimum(0)]
    public int? TimeoutSeconds { get; set; }

    /// <summary>Measures of a run that people are warned about.</summary>
    public JobHealth? Health { get; set; }

    /// <summary>Who gets mail about runs.</summary>
    public EmailNotificationsSpec? EmailNotifications { get; set; }

    /// <summary>Which notification destinations hear of runs; at most 3 an event.</summary>
    public WebhookNotificationsSpec? WebhookNotifications { get; set; }

    /// <summary>Which runs cause no notifications.</summary>
    public NotificationSpec? NotificationSettings { get; set; }

    /// <summary>A remote Git repository that tasks take their code from with source: GIT.</summary>
    public JobGitSource? GitSource { get; set; }

    /// <summary>Tags of the job, which also go to its clusters. At most 24, because the operator adds one of the 25 Databricks takes.</summary>
    /// <example>{"team": "data"}</example>
    [PropertyLimits(0, 24)]
    [Length(0, 256)]
    [ReservedKeyPrefix(Ownership.ReservedTagPrefix)]
    public IDictionary<string, string>? Tags { get; set; }

    /// <summary>
    /// Whom the job runs as. Default: its creator. Taken out again, the job runs as its creator, because Databricks cannot
    /// forget a setting of this kind.
    /// </summary>
    public JobRunAsSpec? RunAs { get; set; }

    /// <summary>How fast serverless tasks start. Default: PERFORMANCE_OPTIMIZED, unless the workspace chooses otherwise.</summary>
    /// <example>STANDARD</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("PERFORMANCE_OPTIMIZED", "STANDARD")]
    public string? PerformanceTarget { get; set; }

    /// <summary>Id of the budget policy that serverless usage is counted under. Default: chosen by Databricks.</summary>
    /// <example>5f2b7c1e-9d3a-4e6f-8b0c-1a2d3e4f5a6b</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? BudgetPolicyId { get; set; }

    /// <summary>Id of the usage policy that serverless usage is counted under. Default: chosen by Databricks.</summary>
    /// <example>5f2b7c1e-9d3a-4e6f-8b0c-1a2d3e4f5a6b</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? UsagePolicyId { get; set; }

    /// <summary>Whether people may change the job in the UI. Default: EDITABLE.</summary>
    /// <example>UI_LOCKED</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("EDITABLE", "UI_LOCKED")]
    public string? EditMode { get; set; }

    /// <inheritdoc cref="ICommonSpec.ExtraSettings"/>
    [PropertyLimits(0, 64)]
    [PreserveUnknownFields]
    public JsonObject? ExtraSettings { get; set; }
}

/// <summary>
/// Parts of rules about keys. The API server ends a rule that takes too long and then refuses the object: beyond this size, or where there are no
/// tasks, the operator alone looks for the keys.
/// </summary>
internal static class KeyConditions
{
    public const string TooManyClusters = "!has(self.tasks) || (has(self.jobClusters) && self.tasks.size() * self.jobClusters.size() > 20000)";

    public const string TooManyEnvironments = "!has(self.tasks) || (has(self.environments) && self.tasks.size() * self.environments.size() > 20000)";
}
