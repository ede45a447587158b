using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>Runs SQL on a warehouse.</summary>
[ExactlyOneOf("query, dashboard, alert, file")]
[ExactlyOneOf("warehouseId, warehouseRef")]
public sealed class SqlTaskSpec
{
    /// <summary>Id of the SQL warehouse. Excludes warehouseRef.</summary>
    /// <example>0a1b2c3d4e5f6a7b</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? WarehouseId { get; set; }

    /// <summary>The DatabricksSqlWarehouse to run on. Excludes warehouseId.</summary>
    public ResourceReference? WarehouseRef { get; set; }

    /// <summary>A saved query.</summary>
    public SqlTaskQuerySpec? Query { get; set; }

    /// <summary>A dashboard to refresh.</summary>
    public SqlTaskDashboardSpec? Dashboard { get; set; }

    /// <summary>An alert to evaluate.</summary>
    public SqlTaskAlertSpec? Alert { get; set; }

    /// <summary>A file with SQL.</summary>
    public SqlTaskFileSpec? File { get; set; }

    /// <summary>Parameters of the SQL.</summary>
    /// <example>{"region": "eu"}</example>
    [PropertyLimits(0, 256)]
    [Length(0, 10000)]
    public IDictionary<string, string>? Parameters { get; set; }
}

/// <summary>A saved query.</summary>
public sealed class SqlTaskQuerySpec
{
    /// <summary>Id of the query.</summary>
    /// <example>5f2b7c1e-9d3a-4e6f-8b0c-1a2d3e4f5a6b</example>
    [Required]
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string QueryId { get; set; } = "";
}

/// <summary>A dashboard to refresh.</summary>
public sealed class SqlTaskDashboardSpec
{
    /// <summary>Id of the dashboard.</summary>
    /// <example>5f2b7c1e-9d3a-4e6f-8b0c-1a2d3e4f5a6b</example>
    [Required]
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string DashboardId { get; set; } = "";

    /// <summary>Subject of the mail to subscribers.</summary>
    /// <example>Sales of yesterday</example>
    [Length(0, 1024)]
    public string? CustomSubject { get; set; }

    /// <summary>Send nothing. Default: false.</summary>
    public bool? PauseSubscriptions { get; set; }

    /// <summary>Who gets a picture of it.</summary>
    [Items(0, 100)]
    [XListType(XListType.Atomic)]
    public IList<SqlSubscriptionSpec>? Subscriptions { get; set; }
}

/// <summary>An alert to evaluate.</summary>
public sealed class SqlTaskAlertSpec
{
    /// <summary>Id of the alert.</summary>
    /// <example>5f2b7c1e-9d3a-4e6f-8b0c-1a2d3e4f5a6b</example>
    [Required]
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string AlertId { get; set; } = "";

    /// <summary>Send nothing. Default: false.</summary>
    public bool? PauseSubscriptions { get; set; }

    /// <summary>Who is notified.</summary>
    [Items(0, 100)]
    [XListType(XListType.Atomic)]
    public IList<SqlSubscriptionSpec>? Subscriptions { get; set; }
}

/// <summary>Someone who is notified.</summary>
[ExactlyOneOf("userName, destinationId")]
public sealed class SqlSubscriptionSpec
{
    /// <summary>A user, by login name.</summary>
    /// <example>ada@example.com</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? UserName { get; set; }

    /// <summary>Id of a notification destination.</summary>
    /// <example>5f2b7c1e-9d3a-4e6f-8b0c-1a2d3e4f5a6b</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? DestinationId { get; set; }
}

/// <summary>A file with SQL.</summary>
public sealed class SqlTaskFileSpec
{
    /// <summary>Path of the file.</summary>
    /// <example>/Workspace/Shared/queries/orders.sql</example>
    [Required]
    [Length(1, 2048)]
    [Pattern(Patterns.NotBlank)]
    public string Path { get; set; } = "";

    /// <summary>Where it is. Default: GIT where the job has gitSource, else WORKSPACE.</summary>
    /// <example>WORKSPACE</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("WORKSPACE", "GIT")]
    public string? Source { get; set; }
}
