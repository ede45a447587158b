using Operator.Databricks.Http;

namespace Operator.Databricks.Tasks;

public sealed record NotebookTask : WireRecord
{
    public IReadOnlyDictionary<string, string?>? BaseParameters { get; init; }

    public string? NotebookPath { get; init; }

    /// <summary>WORKSPACE or GIT; the server fills it in (behavior §4.3).</summary>
    public string? Source { get; init; }

    public string? WarehouseId { get; init; }
}

public sealed record SparkJarTask : WireRecord
{
    public string? JarUri { get; init; }

    public string? MainClassName { get; init; }

    /// <summary>Order matters.</summary>
    public IReadOnlyList<string>? Parameters { get; init; }

    /// <summary>Answered as true; false is no longer accepted (behavior §4.3).</summary>
    public bool? RunAsRepl { get; init; }
}

public sealed record SparkPythonTask : WireRecord
{
    public IReadOnlyList<string>? Parameters { get; init; }

    public string? PythonFile { get; init; }

    public string? Source { get; init; }
}

public sealed record SparkSubmitTask : WireRecord
{
    public IReadOnlyList<string>? Parameters { get; init; }
}

public sealed record PipelineTask : WireRecord
{
    public bool? FullRefresh { get; init; }

    public IReadOnlyList<string>? FullRefreshSelection { get; init; }

    public IReadOnlyDictionary<string, string?>? Parameters { get; init; }

    public string? PipelineId { get; init; }

    public IReadOnlyList<string>? RefreshFlowSelection { get; init; }

    public IReadOnlyList<string>? RefreshSelection { get; init; }

    public IReadOnlyList<string>? ResetCheckpointSelection { get; init; }
}

public sealed record PythonWheelTask : WireRecord
{
    public string? EntryPoint { get; init; }

    public IReadOnlyDictionary<string, string?>? NamedParameters { get; init; }

    public string? PackageName { get; init; }

    public IReadOnlyList<string>? Parameters { get; init; }
}

public sealed record DbtTask : WireRecord
{
    public string? Catalog { get; init; }

    public IReadOnlyList<string>? Commands { get; init; }

    public string? ProfilesDirectory { get; init; }

    public string? ProjectDirectory { get; init; }

    /// <summary><c>default</c> if unset (behavior §4.3).</summary>
    public string? Schema { get; init; }

    public string? Source { get; init; }

    public string? WarehouseId { get; init; }
}

/// <summary>Starts another job, and waits for it.</summary>
public sealed record RunJobTask : RunParameters
{
    public long? JobId { get; init; }
}

public sealed record ConditionTask : WireRecord
{
    public string? Left { get; init; }

    /// <summary>EQUAL_TO, GREATER_THAN, …; open-ended.</summary>
    public string? Op { get; init; }

    public string? Right { get; init; }
}

/// <summary>Runs one task once for each input; 20 at a time if unset, 100 at most (behavior §3.3).</summary>
public sealed record ForEachTask : WireRecord
{
    public int? Concurrency { get; init; }

    /// <summary>A JSON array as text, or a reference to a parameter.</summary>
    public string? Inputs { get; init; }

    public JobTask? Task { get; init; }
}

/// <summary>Exactly one of alert, dashboard, file and query is set.</summary>
public sealed record SqlTask : WireRecord
{
    public SqlTaskAlert? Alert { get; init; }

    public SqlTaskDashboard? Dashboard { get; init; }

    public SqlTaskFile? File { get; init; }

    public IReadOnlyDictionary<string, string?>? Parameters { get; init; }

    public SqlTaskQuery? Query { get; init; }

    public string? WarehouseId { get; init; }
}

public sealed record SqlTaskAlert : WireRecord
{
    public string? AlertId { get; init; }

    public bool? PauseSubscriptions { get; init; }

    public IReadOnlyList<SqlSubscription>? Subscriptions { get; init; }
}

public sealed record SqlTaskDashboard : WireRecord
{
    public string? CustomSubject { get; init; }

    public string? DashboardId { get; init; }

    public bool? PauseSubscriptions { get; init; }

    public IReadOnlyList<SqlSubscription>? Subscriptions { get; init; }
}

public sealed record SqlSubscription : WireRecord
{
    public string? DestinationId { get; init; }

    public string? UserName { get; init; }
}

public sealed record SqlTaskFile : WireRecord
{
    public string? Path { get; init; }

    public string? Source { get; init; }
}

public sealed record SqlTaskQuery : WireRecord
{
    public string? QueryId { get; init; }
}
