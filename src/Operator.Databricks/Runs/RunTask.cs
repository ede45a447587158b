using System.Text.Json;
using System.Text.Json.Serialization;
using Operator.Databricks.Http;
using Operator.Databricks.Tasks;

namespace Operator.Databricks.Runs;

/// <summary>One attempt of one task of a run.</summary>
public sealed record RunTask : TaskSettings
{
    /// <summary>0 for the first.</summary>
    public int? AttemptNumber { get; init; }

    public long? CleanupDuration { get; init; }

    public ClusterInstance? ClusterInstance { get; init; }

    public RunConditionTask? ConditionTask { get; init; }

    public string? EffectivePerformanceTarget { get; init; }

    public string? EffectiveServerlessComputeId { get; init; }

    public long? EndTime { get; init; }

    public long? ExecutionDuration { get; init; }

    public RunForEachTask? ForEachTask { get; init; }

    public GitSource? GitSource { get; init; }

    public long? QueueDuration { get; init; }

    /// <summary>The settings with their references filled in, by kind of task.</summary>
    public JsonElement? ResolvedValues { get; init; }

    public long? RunDuration { get; init; }

    /// <summary>Of this task alone: what get-output takes.</summary>
    public long? RunId { get; init; }

    public string? RunPageUrl { get; init; }

    public long? SetupDuration { get; init; }

    public long? StartTime { get; init; }

    public RunState? State { get; init; }

    public RunStatus? Status { get; init; }

    [JsonIgnore]
    public RunProgress Progress => RunProgress.Of(State, Status);
}

public sealed record RunConditionTask : WireRecord
{
    public string? Left { get; init; }

    public string? Op { get; init; }

    /// <summary><c>true</c> or <c>false</c> once it is known.</summary>
    public string? Outcome { get; init; }

    public string? Right { get; init; }
}

public sealed record RunForEachTask : WireRecord
{
    public int? Concurrency { get; init; }

    public string? Inputs { get; init; }

    public ForEachStats? Stats { get; init; }

    public JobTask? Task { get; init; }
}

public sealed record ForEachStats : WireRecord
{
    public IReadOnlyList<ForEachErrorStats>? ErrorMessageStats { get; init; }

    public ForEachRunStats? TaskRunStats { get; init; }
}

public sealed record ForEachErrorStats : WireRecord
{
    public int? Count { get; init; }

    public string? ErrorMessage { get; init; }

    public string? TerminationCategory { get; init; }
}

public sealed record ForEachRunStats : WireRecord
{
    public int? ActiveIterations { get; init; }

    public int? CompletedIterations { get; init; }

    public int? FailedIterations { get; init; }

    public int? ScheduledIterations { get; init; }

    public int? SucceededIterations { get; init; }

    public int? TotalIterations { get; init; }
}
