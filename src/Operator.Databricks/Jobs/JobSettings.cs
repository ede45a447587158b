using System.Text.Json;
using System.Text.Json.Nodes;
using Operator.Databricks.Http;
using Operator.Databricks.Tasks;

namespace Operator.Databricks.Jobs;

/// <summary>The fields of a job that a user can set (behavior §12). Of a page of an answer: at most 100 elements of each list (behavior §1.2).</summary>
public sealed record JobSettings : WireRecord
{
    /// <summary>Accepted by create only, and never answered: afterwards the permissions API holds it (behavior §1.2).</summary>
    public IReadOnlyList<JobAccessControl>? AccessControlList { get; init; }

    public string? BudgetPolicyId { get; init; }

    public Continuous? Continuous { get; init; }

    public JobDeployment? Deployment { get; init; }

    public string? Description { get; init; }

    public string? EditMode { get; init; }

    public EmailNotifications? EmailNotifications { get; init; }

    public IReadOnlyList<JobEnvironment>? Environments { get; init; }

    /// <summary>Always MULTI_TASK in answers, ignored in requests (behavior §4.3).</summary>
    public string? Format { get; init; }

    public GitSource? GitSource { get; init; }

    public HealthRules? Health { get; init; }

    public IReadOnlyList<JobCluster>? JobClusters { get; init; }

    /// <summary>0 to 1000; with 0 every new run is skipped (behavior §3.3).</summary>
    public int? MaxConcurrentRuns { get; init; }

    /// <summary>Not unique, and <c>Untitled</c> if unset (behavior §4.3).</summary>
    public string? Name { get; init; }

    public NotificationSettings? NotificationSettings { get; init; }

    public IReadOnlyList<JobParameterDefinition>? Parameters { get; init; }

    public string? ParentPath { get; init; }

    public string? PerformanceTarget { get; init; }

    /// <summary>Unset means enabled on version 2.2 and disabled before (behavior §1.2): say it.</summary>
    public QueueSettings? Queue { get; init; }

    /// <summary>Kept by a reset that leaves it out (behavior §1.2); answered only if it was set.</summary>
    public JobRunAs? RunAs { get; init; }

    public CronSchedule? Schedule { get; init; }

    public IReadOnlyDictionary<string, string?>? Tags { get; init; }

    /// <summary>At most 1000.</summary>
    public IReadOnlyList<JobTask>? Tasks { get; init; }

    /// <summary>Seconds; 0 is no limit. The one setting whose change reaches active runs (behavior §1.2).</summary>
    public int? TimeoutSeconds { get; init; }

    public TriggerSettings? Trigger { get; init; }

    /// <summary>A preview that excludes schedule, trigger and continuous (behavior §4.3).</summary>
    public JsonElement? Triggers { get; init; }

    public string? UsagePolicyId { get; init; }

    public WebhookNotifications? WebhookNotifications { get; init; }

    /// <summary>The settings as wire JSON to compare with desired ones, with what this version does not know.</summary>
    public JsonObject ToSettings() => JsonSerializer.SerializeToNode(this, JobsJson.Default.JobSettings)!.AsObject();
}

public sealed record JobParameterDefinition : WireRecord
{
    public string? Default { get; init; }

    public string? Name { get; init; }
}

public sealed record JobDeployment : WireRecord
{
    public string? DeploymentId { get; init; }

    /// <summary>BUNDLE or SYSTEM_MANAGED; open-ended.</summary>
    public string? Kind { get; init; }

    public string? MetadataFilePath { get; init; }

    public string? VersionId { get; init; }
}
