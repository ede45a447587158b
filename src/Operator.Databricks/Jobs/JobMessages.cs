using System.Text.Json;
using System.Text.Json.Serialization;
using Operator.Databricks.Http;

namespace Operator.Databricks.Jobs;

/// <summary>The whole request of delete.</summary>
public sealed record JobReference(long JobId) : WireRecord;

public sealed record CreatedJob : WireRecord
{
    /// <summary>An answer without an id is no creation.</summary>
    public required long JobId { get; init; }
}

/// <summary>
/// A partial change: top-level fields replace, lists are merged by key, so that nothing is removed from them by leaving it out (behavior §1.2).
/// </summary>
public sealed record UpdateJob : WireRecord
{
    public required long JobId { get; init; }

    public JobSettings? NewSettings { get; init; }

    /// <summary>Names of top-level fields, <c>tasks/KEY</c>, <c>job_clusters/KEY</c> (behavior §1.2).</summary>
    public IReadOnlyList<string>? FieldsToRemove { get; init; }
}

/// <summary>A job: a row of a list, a page of it, or all of it (<see cref="JobReads.GetWholeAsync"/>). Times are milliseconds since 1970.</summary>
public sealed record Job : WireRecord, IPage<Job>
{
    public long? CreatedTime { get; init; }

    /// <summary>Absent when that user was deleted (behavior §2.3).</summary>
    public string? CreatorUserName { get; init; }

    public string? EffectiveBudgetPolicyId { get; init; }

    public string? EffectiveUsagePolicyId { get; init; }

    public bool? HasMore { get; init; }

    public long? JobId { get; init; }

    public string? NextPageToken { get; init; }

    /// <summary>The identity the job runs as, given or not; in responses of get only (behavior §4.3, behavior §8).</summary>
    public string? RunAsUserName { get; init; }

    public JobSettings? Settings { get; init; }

    public JsonElement? TriggerDetails { get; init; }

    public JsonElement? TriggerState { get; init; }

    /// <summary>
    /// True when lists of the settings go on elsewhere: only <see cref="JobReads.GetWholeAsync"/> shows all. Of a list row it speaks only if the tasks
    /// were asked for; otherwise there are none (behavior §8).
    /// </summary>
    [JsonIgnore]
    public bool IsTruncated => HasMore is true || !string.IsNullOrEmpty(NextPageToken);

    IReadOnlyList<Job>? IPage<Job>.Items => [this];
}

public sealed record JobPage : WireRecord, IOffsetPage<Job>
{
    public bool? HasMore { get; init; }

    public IReadOnlyList<Job>? Jobs { get; init; }

    public string? NextPageToken { get; init; }

    public string? PrevPageToken { get; init; }

    IReadOnlyList<Job>? IPage<Job>.Items => Jobs;
}
