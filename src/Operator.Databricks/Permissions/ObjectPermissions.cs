using Operator.Databricks.Http;

namespace Operator.Databricks.Permissions;

/// <summary>The access control list of one object, inherited grants included.</summary>
public sealed record ObjectPermissions : WireRecord
{
    public string? ObjectId { get; init; }

    /// <summary>Singular, unlike in the path: <c>cluster</c> (behavior §4.5).</summary>
    public string? ObjectType { get; init; }

    public IReadOnlyList<AccessControl>? AccessControlList { get; init; }
}

/// <summary>What one principal may do; exactly one of the three names is set.</summary>
public sealed record AccessControl : WireRecord
{
    public string? UserName { get; init; }

    public string? GroupName { get; init; }

    public string? ServicePrincipalName { get; init; }

    public string? DisplayName { get; init; }

    public IReadOnlyList<Permission>? AllPermissions { get; init; }
}

/// <summary>One grant.</summary>
public sealed record Permission : WireRecord
{
    public string? PermissionLevel { get; init; }

    public bool? Inherited { get; init; }

    public IReadOnlyList<string>? InheritedFromObject { get; init; }
}

/// <summary>Grants to set. An empty list takes all direct grants away.</summary>
public sealed record PermissionsRequest : WireRecord
{
    public required IReadOnlyList<AccessControlRequest> AccessControlList { get; init; }
}

/// <summary>One grant to set; exactly one of the three names.</summary>
public sealed record AccessControlRequest : WireRecord
{
    public string? UserName { get; init; }

    public string? GroupName { get; init; }

    public string? ServicePrincipalName { get; init; }

    public required string PermissionLevel { get; init; }
}
