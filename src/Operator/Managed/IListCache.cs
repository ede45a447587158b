using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Reconciling;

namespace Operator.Managed;

/// <summary>The shared lists of one kind, as the common pass uses them.</summary>
internal interface IListCache<TEntity>
    where TEntity : class, IDatabricksResource
{
    /// <summary>
    /// True while every change of the object is noticed without a get of it: lists come, and the last one has it as the object of its owner. A late get shows a
    /// run as active that is no longer in the list of active runs, and nothing would tell.
    /// </summary>
    bool IsNoticed(TEntity entity, WorkspaceClient client);

    /// <summary>A call may have changed the object: what lists showed of it before no longer counts.</summary>
    void Invalidate(string id, WorkspaceClient client);

    /// <summary>
    /// All objects with that marker, from a list begun at or after <paramref name="notBefore"/>, and the one this process created. Besides those of that name
    /// that may be taken over, or that another installation of the operator may have made.
    /// </summary>
    /// <exception cref="ListPendingException">There is no such list yet; the entity is woken when there is. Asked again, the time of the first asking
    /// counts.</exception>
    Task<ListedIds> SearchAsync(
        TEntity entity, string marker, string name, WorkspaceClient client, DateTimeOffset notBefore, CancellationToken cancellationToken);

    /// <summary>Other objects with the marker of that one, as the last list showed them: each has to be verified by a get. Makes no call.</summary>
    IReadOnlyList<string> OthersWithMarker(string marker, string exceptId, WorkspaceClient client);

    /// <summary>The workspace accepted the deletion of the object just now.</summary>
    void Deleted(string id, WorkspaceClient client);

    /// <summary>True when a list begun after <see cref="Deleted"/> does not have the object any more; false when only a get can tell.</summary>
    /// <exception cref="ListPendingException">Such a list comes within seconds; the entity is woken when it has ended.</exception>
    bool IsGone(TEntity entity, string id, WorkspaceClient client);

    /// <summary>Known without a list, which may lag behind; and missed if no list ever shows it.</summary>
    void Created(string marker, string id, WorkspaceClient client);
}

/// <summary>The ids of objects that may be a resource's.</summary>
/// <param name="Shown">By the list.</param>
/// <param name="Created">
/// What this process created and the list does not show: the list may be too old for it, or it is gone since. Null when there is none.
/// </param>
internal sealed record ListedIds(IReadOnlyCollection<string> Shown, string? Created)
{
    public IReadOnlyCollection<string> All => Created is null ? Shown : [.. Shown, Created];
}
