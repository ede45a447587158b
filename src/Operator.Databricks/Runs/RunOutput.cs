using System.Text.Json;
using Operator.Databricks.Http;

namespace Operator.Databricks.Runs;

/// <summary>What one task run left behind; the part of its kind of task is set (behavior §1.2).</summary>
public sealed record RunOutput : WireRecord
{
    public DbtOutput? DbtOutput { get; init; }

    public string? Error { get; init; }

    public string? ErrorTrace { get; init; }

    public string? Info { get; init; }

    /// <summary>The last 5 MB.</summary>
    public string? Logs { get; init; }

    public bool? LogsTruncated { get; init; }

    public Run? Metadata { get; init; }

    public NotebookOutput? NotebookOutput { get; init; }

    public RunJobOutput? RunJobOutput { get; init; }

    public SqlOutput? SqlOutput { get; init; }

    // Kinds whose outputs the operator does not read, declared so that they do not pass for unknown.
    public JsonElement? AiRuntimeTaskOutput { get; init; }

    public JsonElement? AlertOutput { get; init; }

    public JsonElement? CleanRoomsNotebookOutput { get; init; }

    public JsonElement? DashboardOutput { get; init; }

    public JsonElement? DbtCloudOutput { get; init; }

    public JsonElement? DbtPlatformOutput { get; init; }
}

public sealed record NotebookOutput : WireRecord
{
    /// <summary>What the notebook passed to its exit call; the first 5 MB.</summary>
    public string? Result { get; init; }

    public bool? Truncated { get; init; }
}

public sealed record RunJobOutput : WireRecord
{
    /// <summary>Of the job that was started.</summary>
    public long? RunId { get; init; }
}

/// <summary>Anyone who has the link and its headers can open the artifacts: never to be shown.</summary>
public sealed record DbtOutput : WireRecord
{
    public IReadOnlyDictionary<string, string?>? ArtifactsHeaders { get; init; }

    public string? ArtifactsLink { get; init; }
}

public sealed record SqlOutput : WireRecord
{
    public SqlAlertOutput? AlertOutput { get; init; }

    public SqlDashboardOutput? DashboardOutput { get; init; }

    public SqlQueryOutput? QueryOutput { get; init; }
}

public sealed record SqlAlertOutput : WireRecord
{
    public string? AlertState { get; init; }

    public string? OutputLink { get; init; }

    public string? QueryText { get; init; }

    public IReadOnlyList<SqlStatement>? SqlStatements { get; init; }

    public string? WarehouseId { get; init; }
}

public sealed record SqlDashboardOutput : WireRecord
{
    public string? WarehouseId { get; init; }

    public IReadOnlyList<SqlDashboardWidget>? Widgets { get; init; }
}

public sealed record SqlDashboardWidget : WireRecord
{
    public long? EndTime { get; init; }

    public SqlOutputError? Error { get; init; }

    public string? OutputLink { get; init; }

    public long? StartTime { get; init; }

    public string? Status { get; init; }

    public string? WidgetId { get; init; }

    public string? WidgetTitle { get; init; }
}

public sealed record SqlOutputError : WireRecord
{
    public string? Message { get; init; }
}

public sealed record SqlQueryOutput : WireRecord
{
    public string? EndpointId { get; init; }

    public string? OutputLink { get; init; }

    public string? QueryText { get; init; }

    public IReadOnlyList<SqlStatement>? SqlStatements { get; init; }

    public string? WarehouseId { get; init; }
}

public sealed record SqlStatement : WireRecord
{
    public string? LookupKey { get; init; }
}
