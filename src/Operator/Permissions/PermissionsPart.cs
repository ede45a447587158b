using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Managed;
using Operator.Runtime.Hosting;

namespace Operator.Permissions;

/// <summary>The direct grants of an object as a part of it, the same for every kind whose spec has an accessControlList.</summary>
/// <param name="kind">What the permissions of the kind have of their own.</param>
/// <param name="recordedId">The recorded id under which the permissions API knows the object; null before it is recorded.</param>
/// <param name="permissions">Reads and writes them.</param>
internal sealed class PermissionsPart<TEntity, TObserved>(PermissionKind kind, Func<TEntity, string?> recordedId, ManagedPermissions permissions)
    : IPart<TEntity, TObserved>
    where TEntity : class, IDatabricksResource
    where TObserved : class, IPermissioned<TObserved>
{
    public string Name => PermissionKind.Field;

    public async Task<TObserved> ReadAsync(
        TEntity entity, TObserved observed, LookSource source, WorkspaceClient client, CancellationToken cancellationToken) =>
        EntriesOf(entity) is { } entries && observed.PermissionsId is { } id
            ? observed.With(await permissions.LookAsync(kind, id, entries, client, cancellationToken).ConfigureAwait(false))
            : observed;

    public Change Decide(TEntity entity, TObserved observed) => PermissionDiff.Decide(entity, EntriesOf(entity), observed.Permissions, kind);

    public Task WriteAsync(TEntity working, TObserved observed, WorkspaceClient client, CancellationToken cancellationToken) =>
        permissions.WriteAsync(kind, observed.PermissionsId!, EntriesOf(working)!, observed.Permissions!, client, cancellationToken);

    public TimeSpan? NextCheck(TEntity entity, WorkspaceClient client) =>
        EntriesOf(entity) is null ? null : permissions.DueIn(kind, recordedId(entity) ?? "", client);

    /// <summary>Grants that are known by another id than their object, as those of notebooks are, do not move with its content.</summary>
    public void Invalidate(string id, WorkspaceClient client) => permissions.Forget(kind, id, client);

    public void Forget(TEntity entity) => permissions.Forget(kind, recordedId(entity) ?? "");

    private static IList<AccessControlEntry>? EntriesOf(TEntity entity) => (entity.Spec as IAccessControlled)?.AccessControlList;
}

/// <summary>An observed object with its direct grants.</summary>
internal interface IPermissioned<out TSelf>
{
    /// <summary>Under which the permissions API knows the object; null where its grants are not managed.</summary>
    string? PermissionsId { get; }

    /// <summary>Null when they were not read: they are left alone.</summary>
    ObservedPermissions? Permissions { get; }

    TSelf With(ObservedPermissions permissions);
}

/// <summary>Registers the permissions of a kind.</summary>
internal static class PermissionParts
{
    public static void AddPermissions<TEntity, TObserved>(this IOperatorBuilder builder, PermissionKind kind, Func<TEntity, string?> recordedId)
        where TEntity : class, IDatabricksResource
        where TObserved : class, IPermissioned<TObserved> =>
        builder.Services.AddSingleton<IPart<TEntity, TObserved>>(provider =>
            new PermissionsPart<TEntity, TObserved>(kind, recordedId, provider.GetRequiredService<ManagedPermissions>()));
}
