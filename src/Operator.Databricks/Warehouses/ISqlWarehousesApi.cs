using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Operator.Databricks.Http;
using Operator.Databricks.Operations;
using Refit;

namespace Operator.Databricks.Warehouses;

/// <summary>SQL warehouses; <c>/api/2.0/sql/warehouses</c> (behavior §1.5).</summary>
public interface ISqlWarehousesApi
{
    /// <summary>Never repeated: after a lost reply, search by marker before creating again. The warehouse starts by itself.</summary>
    /// <param name="settings">The wire JSON, sent as it is.</param>
    /// <param name="cancellationToken">Ends the call; the warehouse may exist nevertheless.</param>
    [Post("/sql/warehouses")]
    [Operation("warehouses/create", RetrySafety.Never, NotFoundScope.None)]
    Task<CreatedSqlWarehouse> CreateAsync([Body] JsonObject settings, CancellationToken cancellationToken);

    /// <summary>One page; <see cref="SqlWarehouseReads.PagesAsync"/> reads all of them.</summary>
    [Get("/sql/warehouses")]
    [Operation("warehouses/list", RetrySafety.Always, NotFoundScope.None)]
    Task<SqlWarehousePage> ListAsync(
        [AliasAs("page_size")] int? pageSize, [AliasAs("page_token")] string? pageToken, CancellationToken cancellationToken);

    /// <summary>One that is deleted is not found, or has the state DELETED (behavior §2.6).</summary>
    [Get("/sql/warehouses/{id}")]
    [Operation("warehouses/get", RetrySafety.Always, NotFoundScope.Addressed)]
    Task<SqlWarehouse> GetAsync(string id, CancellationToken cancellationToken);

    /// <summary>What is left out may keep its value or fall back to its default. Restarts a running warehouse (behavior §2.6).</summary>
    [Post("/sql/warehouses/{id}/edit")]
    [Operation("warehouses/edit", RetrySafety.WhenRefused, NotFoundScope.Addressed)]
    Task EditAsync(string id, [Body] JsonObject settings, CancellationToken cancellationToken);

    /// <summary>One that starts or runs is left as it is.</summary>
    [Post("/sql/warehouses/{id}/start")]
    [Operation("warehouses/start", RetrySafety.Always, NotFoundScope.Addressed)]
    Task StartAsync(string id, CancellationToken cancellationToken);

    /// <summary>One that stops or is stopped is left as it is.</summary>
    [Post("/sql/warehouses/{id}/stop")]
    [Operation("warehouses/stop", RetrySafety.Always, NotFoundScope.Addressed)]
    Task StopAsync(string id, CancellationToken cancellationToken);

    [Delete("/sql/warehouses/{id}")]
    [Operation("warehouses/delete", RetrySafety.Always, NotFoundScope.Addressed)]
    Task DeleteAsync(string id, CancellationToken cancellationToken);
}

public sealed record CreatedSqlWarehouse : WireRecord
{
    /// <summary>An answer without an id is no creation.</summary>
    public required string Id { get; init; }
}

public sealed record SqlWarehousePage : WireRecord, IPage<SqlWarehouse>
{
    public IReadOnlyList<SqlWarehouse>? Warehouses { get; init; }

    public string? NextPageToken { get; init; }

    IReadOnlyList<SqlWarehouse>? IPage<SqlWarehouse>.Items => Warehouses;
}

/// <summary>A SQL warehouse as it is: what only the server sets has a property here; all else, <see cref="Name"/> included, is a setting.</summary>
public sealed record SqlWarehouse : WireRecord
{
    /// <summary>Wire names of what is no setting, and can be asked for by no request.</summary>
    public static readonly IReadOnlySet<string> NotSettings =
        SqlWarehousesJson.Default.SqlWarehouse.Properties.Where(property => !property.IsExtensionData).Select(property => property.Name).Except(["name"])
            .ToHashSet(StringComparer.Ordinal);

    public string? CreatorName { get; init; }

    public SqlWarehouseHealth? Health { get; init; }

    public string? Id { get; init; }

    public string? JdbcUrl { get; init; }

    public string? Name { get; init; }

    public int? NumActiveSessions { get; init; }

    public int? NumClusters { get; init; }

    public SqlWarehouseOdbc? OdbcParams { get; init; }

    /// <summary>STARTING, RUNNING, STOPPING, STOPPED, DELETING, DELETED; open-ended (behavior §2.6).</summary>
    public string? State { get; init; }

    /// <summary>The settings alone, as wire JSON to compare with desired ones.</summary>
    public JsonObject ToSettings()
    {
        var settings = new JsonObject { ["name"] = Name };
        foreach (var (name, value) in Unknown ?? [])
        {
            settings[name] = JsonNode.Parse(value.GetRawText());
        }

        return settings;
    }
}

public sealed record SqlWarehouseHealth : WireRecord
{
    /// <summary>HEALTHY, DEGRADED or FAILED; open-ended.</summary>
    public string? Status { get; init; }

    public string? Summary { get; init; }

    public string? Details { get; init; }
}

public sealed record SqlWarehouseOdbc : WireRecord
{
    public string? Path { get; init; }
}

/// <summary>Reads that take more than one call.</summary>
public static class SqlWarehouseReads
{
    private const int PageSize = 100;

    /// <exception cref="Errors.DatabricksException">Some page could not be read; there is no partial result.</exception>
    public static IAsyncEnumerable<IReadOnlyList<SqlWarehouse>> PagesAsync(this ISqlWarehousesApi warehouses, CancellationToken cancellationToken) =>
        Paging.PagesAsync<SqlWarehousePage, SqlWarehouse>(
            "warehouses/list", token => warehouses.ListAsync(PageSize, token, cancellationToken), cancellationToken);
}

/// <summary>How the requests and responses of this area are written and read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(CreatedSqlWarehouse))]
[JsonSerializable(typeof(SqlWarehouse))]
[JsonSerializable(typeof(SqlWarehousePage))]
internal sealed partial class SqlWarehousesJson : JsonSerializerContext;
