using System.Text.Json.Nodes;
using k8s.Models;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>A SQL warehouse in a Databricks workspace.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KindName, PluralName = "databrickssqlwarehouses")]
[EntityScope(EntityScope.Namespaced)]
[KubernetesEntityShortNames("dbs")]
[KubernetesEntityCategories(ApiGroup.Category)]
[GenericAdditionalPrinterColumn(ColumnPaths.Ready, "Ready", "string")]
[GenericAdditionalPrinterColumn(ColumnPaths.Synced, "Synced", "string")]
[GenericAdditionalPrinterColumn(ColumnPaths.Reason, "Reason", "string")]
[GenericAdditionalPrinterColumn(".status.state", "State", "string")]
[GenericAdditionalPrinterColumn(".status.warehouseId", "Warehouse-ID", "string")]
[GenericAdditionalPrinterColumn(ColumnPaths.Age, "Age", "date")]
[GenericAdditionalPrinterColumn(".status.workspace", "Workspace", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".spec.clusterSize", "Size", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".status.url", "URL", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(ColumnPaths.Message, "Message", "string", Priority = PrinterColumnPriority.WideView)]
[ImmutableOnceRecorded("workspaceRef", "warehouseId", "to move the warehouse, create a new resource for the other workspace")]
[ImmutableOnceRecorded("externalId", "warehouseId", CommonRules.ManageAnother, MayBeAdded = true)]
[ValidationRule(
    "!has(oldSelf.status) || !has(oldSelf.status.warehouseId) || !has(self.spec.externalId) || has(oldSelf.spec.externalId)"
        + " || self.spec.externalId == oldSelf.status.warehouseId",
    "spec.externalId cannot name another warehouse than the one recorded in status.warehouseId")]
public sealed class DatabricksSqlWarehouse : DatabricksResource<DatabricksSqlWarehouseSpec, DatabricksSqlWarehouseStatus>
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "DatabricksSqlWarehouse";

    /// <summary>An object without a name yet.</summary>
    public DatabricksSqlWarehouse()
    {
        ApiVersion = ApiGroup.ApiVersion;
        Kind = KindName;
    }
}

/// <summary>The settings of a SQL warehouse, by their names in the REST API (behavior §12); there the tags stand inside another object.</summary>
public abstract class SqlWarehouseSettings
{
    /// <summary>The warehouse's name in Databricks, which is unique in the workspace. Default: metadata.name.</summary>
    /// <example>reports</example>
    [Length(1, 99)]
    [Pattern(Patterns.NotBlank)]
    public string? Name { get; set; }

    /// <summary>The size of each of the warehouse's clusters.</summary>
    /// <example>Small</example>
    [Length(1, 64)]
    [Pattern(Patterns.NoSpace)]
    [KnownValues("2X-Small", "X-Small", "Small", "Medium", "Large", "X-Large", "2X-Large", "3X-Large", "4X-Large", "5X-Large")]
    public string? ClusterSize { get; set; }

    /// <summary>How many clusters are kept while the warehouse runs. Default: 1.</summary>
    /// <example>1</example>
    [RangeMinimum(1)]
    [RangeMaximum(30)]
    public int? MinNumClusters { get; set; }

    /// <summary>How many clusters there may be when many queries run at once. Default: minNumClusters.</summary>
    /// <example>4</example>
    [RangeMinimum(1)]
    [RangeMaximum(40)]
    public int? MaxNumClusters { get; set; }

    /// <summary>Minutes without a query after which it stops; 0 is never, less than 10 is for serverless only. Default: the workspace chooses.</summary>
    /// <example>30</example>
    [RangeMinimum(0)]
    [RangeMaximum(100_000)]
    public int? AutoStopMins { get; set; }

    /// <summary>PRO or CLASSIC. Default: the workspace chooses.</summary>
    /// <example>PRO</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("PRO", "CLASSIC")]
    public string? WarehouseType { get; set; }

    /// <summary>Run on machines of Databricks in place of machines of the cloud account; needs warehouseType PRO. Default: the workspace chooses.</summary>
    public bool? EnableServerlessCompute { get; set; }

    /// <summary>Use Photon. Default: true.</summary>
    public bool? EnablePhoton { get; set; }

    /// <summary>COST_OPTIMIZED uses spot machines, RELIABILITY_OPTIMIZED does not. Default: COST_OPTIMIZED.</summary>
    /// <example>COST_OPTIMIZED</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("COST_OPTIMIZED", "RELIABILITY_OPTIMIZED")]
    public string? SpotInstancePolicy { get; set; }

    /// <summary>The version of Databricks SQL. Default: the current one.</summary>
    public SqlWarehouseChannel? Channel { get; set; }

    /// <summary>Tags of the warehouse and its machines. At most 43, because the operator adds one of the 44 Databricks takes.</summary>
    /// <example>{"cost-center": "1234"}</example>
    [PropertyLimits(0, 43)]
    [Length(0, 256)]
    [ReservedKeyPrefix(Ownership.ReservedTagPrefix)]
    public IDictionary<string, string>? CustomTags { get; set; }
}

/// <summary>The SQL warehouse as it should be.</summary>
[RequiredUnless("clusterSize", CommonRules.ObserveOnly)]
[ValidationRule(
    "!has(self.minNumClusters) || !has(self.maxNumClusters) || self.maxNumClusters >= self.minNumClusters",
    "maxNumClusters must not be less than minNumClusters")]
[Excludes("enableServerlessCompute == true", "warehouseType == CLASSIC", Message = "enableServerlessCompute: true needs warehouseType: PRO")]
public sealed class DatabricksSqlWarehouseSpec : SqlWarehouseSettings, ICommonSpec, IAccessControlled
{
    /// <inheritdoc cref="ICommonSpec.WorkspaceRef"/>
    public WorkspaceReference? WorkspaceRef { get; set; }

    /// <inheritdoc cref="ICommonSpec.Suspend"/>
    [DefaultValue("false")]
    public bool? Suspend { get; set; }

    /// <inheritdoc cref="ICommonSpec.ExternalId"/>
    /// <example>0a1b2c3d4e5f6a7b</example>
    [Length(1, 128)]
    [Pattern("^[A-Za-z0-9_-]+$")]
    public string? ExternalId { get; set; }

    /// <inheritdoc cref="ICommonSpec.Policies"/>
    public SqlWarehousePolicies? Policies { get; set; }

    /// <summary>The power state to keep. Default: Any.</summary>
    public SqlWarehouseDesiredState? DesiredState { get; set; }

    /// <summary>
    /// Who may use the warehouse. Unset: permissions are not managed, and those that were stay as they are. Set, even to an empty list: the direct grants are
    /// exactly these, plus the operator's own and the owner; what is inherited, and the group admins, stays.
    /// </summary>
    /// <example>[{"groupName": "analysts", "permissionLevel": "CAN_USE"}]</example>
    [Items(0, 100)]
    [XListType(XListType.Atomic)]
    [UniqueBy(CommonRules.Principals, CommonRules.PrincipalsOnce)]
    [ValidationRule(
        "self.filter(one, one.permissionLevel == 'IS_OWNER').size() <= 1 && self.all(one, one.permissionLevel != 'IS_OWNER' || !has(one.groupName))",
        "accessControlList: a warehouse has one owner, and it is no group: give IS_OWNER once at most, and not with groupName")]
    public IList<AccessControlEntry>? AccessControlList { get; set; }

    /// <inheritdoc cref="ICommonSpec.ExtraSettings"/>
    [PropertyLimits(0, 64)]
    [PreserveUnknownFields]
    public JsonObject? ExtraSettings { get; set; }

    IPolicies? ICommonSpec.Policies => Policies;

    IReadOnlyList<DeletionPolicy> ICommonSpec.DeletionPolicies => Enum.GetValues<DeletionPolicy>();
}

/// <summary>What the operator may do with the SQL warehouse in Databricks.</summary>
public sealed class SqlWarehousePolicies : IPolicies
{
    /// <inheritdoc cref="IPolicies.Management"/>
    public ManagementPolicy? Management { get; set; }

    /// <inheritdoc cref="IPolicies.Drift"/>
    public DriftPolicy? Drift { get; set; }

    /// <summary>
    /// Whether a change of settings, or a correction of drift, may restart a running warehouse, which interrupts its queries. With Deny it waits until the
    /// warehouse has stopped; permissions go on, and desiredState: Stopped stops the warehouse all the same. While a change waits, Synced is False with the
    /// reason DisruptionDenied, and so is Ready unless it is drift that waits. Default: Allow.
    /// </summary>
    public DisruptionPolicy? Disruption { get; set; }

    /// <inheritdoc cref="IPolicies.Adoption"/>
    public AdoptionPolicy? Adoption { get; set; }

    /// <inheritdoc cref="IPolicies.Deletion"/>
    public DeletionPolicy? Deletion { get; set; }

    /// <inheritdoc cref="IPolicies.IgnoreDrift"/>
    /// <example>["autoStopMins", "customTags[\"owner\"]"]</example>
    [Items(0, 64)]
    [Length(1, 256)]
    [XListType(XListType.Set)]
    public IList<string>? IgnoreDrift { get; set; }
}

/// <summary>The version of Databricks SQL.</summary>
public sealed class SqlWarehouseChannel
{
    /// <summary>The channel that new versions come from.</summary>
    /// <example>CHANNEL_NAME_CURRENT</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("CHANNEL_NAME_CURRENT", "CHANNEL_NAME_PREVIEW", "CHANNEL_NAME_PREVIOUS", "CHANNEL_NAME_CUSTOM")]
    public string? Name { get; set; }

    /// <summary>The version to stay at, with CHANNEL_NAME_CUSTOM.</summary>
    /// <example>2026.10</example>
    [Length(1, 64)]
    [Pattern(Patterns.NotBlank)]
    public string? DbsqlVersion { get; set; }
}

/// <summary>The power state to keep a SQL warehouse in.</summary>
public enum SqlWarehouseDesiredState
{
    /// <summary>the warehouse exists; it starts with the next query and stops by autoStopMins.</summary>
    Any,

    /// <summary>it is started whenever it is found stopped.</summary>
    Running,

    /// <summary>it is stopped whenever it is found running.</summary>
    Stopped,
}

/// <summary>The SQL warehouse as it was seen last.</summary>
public sealed class DatabricksSqlWarehouseStatus : CommonStatus
{
    /// <summary>Databricks' id of the warehouse.</summary>
    /// <example>0a1b2c3d4e5f6a7b</example>
    [Length(0, StatusLimits.Token)]
    public string? WarehouseId { get; set; }

    /// <summary>STARTING, RUNNING, STOPPING, STOPPED, DELETING, DELETED, or a state newer than this operator.</summary>
    /// <example>RUNNING</example>
    [Length(0, StatusLimits.Token)]
    public string? State { get; set; }

    /// <summary>HEALTHY, DEGRADED or FAILED, as Databricks sees it; absent where Databricks does not say.</summary>
    /// <example>HEALTHY</example>
    [Length(0, StatusLimits.Token)]
    public string? Health { get; set; }

    /// <summary>The HTTP path that JDBC, ODBC and other clients connect to at the workspace's host.</summary>
    /// <example>/sql/1.0/warehouses/0a1b2c3d4e5f6a7b</example>
    [Length(0, StatusLimits.Url)]
    public string? HttpPath { get; set; }
}
