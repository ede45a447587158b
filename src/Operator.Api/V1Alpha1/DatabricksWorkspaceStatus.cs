using Operator.Runtime.Entities;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>The workspace as it answered last.</summary>
[DefaultValue(IReportedStatus.NotSeen)]
public sealed class DatabricksWorkspaceStatus : IReportedStatus
{
    /// <inheritdoc cref="IReportedStatus.ObservedGeneration"/>
    [RangeMinimum(-1)]
    public long? ObservedGeneration { get; set; }

    /// <inheritdoc cref="IReportedStatus.Conditions"/>
    [Items(0, 16)]
    [XListType(XListType.Map)]
    [XListMapKeys("type")]
    public IList<Condition> Conditions { get; set; } = [];

    /// <inheritdoc cref="IReportedStatus.FailingSince"/>
    public DateTime? FailingSince { get; set; }

    /// <inheritdoc cref="IReportedStatus.LastHandledReconcileAt"/>
    [Length(0, StatusLimits.Token)]
    public string? LastHandledReconcileAt { get; set; }

    /// <summary>The host that answered last.</summary>
    /// <example>https://adb-1234567890123456.7.azuredatabricks.net</example>
    [Length(0, StatusLimits.Url)]
    public string? Host { get; set; }

    /// <summary>Databricks' own id of the workspace that answers there. While objects use this workspace, another one is a Conflict.</summary>
    /// <example>1234567890123456</example>
    [Length(0, StatusLimits.Token)]
    public string? WorkspaceId { get; set; }

    /// <summary>The user or service principal that the credential stands for; service principals by their application id.</summary>
    /// <example>5f2b7c1e-9d3a-4e6f-8b0c-1a2d3e4f5a6b</example>
    [Length(0, StatusLimits.Name)]
    public string? UserName { get; set; }

    /// <summary>The way to sign in that worked last, as its name in spec.auth.</summary>
    /// <example>workloadIdentity</example>
    [Length(0, StatusLimits.Token)]
    public string? Credential { get; set; }
}
