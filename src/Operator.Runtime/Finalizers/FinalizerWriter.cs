using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;

namespace Operator.Runtime.Finalizers;

/// <summary>Adds and removes one finalizer without touching anything else, under the object's resourceVersion.</summary>
public sealed class FinalizerWriter<TEntity>(ResourceClient<TEntity> client, Informer<TEntity> informer, string fieldManager)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private const int MaximumAttempts = 5;

    /// <summary>
    /// Returns the object with the finalizer, or null when it is gone or being deleted (the API server takes no new finalizer then). A finalizer
    /// that another process stored in between is a conflict: the caller must not take it for its own and believe that nothing was created yet.
    /// </summary>
    public Task<TEntity?> AddAsync(TEntity entity, string finalizer, CancellationToken cancellationToken) =>
        ChangeAsync(entity, list => list.Contains(finalizer) ? null : [.. list, finalizer], forLiveOnly: true, cancellationToken);

    /// <summary>Returns the object without the finalizer, or null when it is gone.</summary>
    public Task<TEntity?> RemoveAsync(TEntity entity, string finalizer, CancellationToken cancellationToken) =>
        ChangeAsync(entity, list => list.Contains(finalizer) ? [.. list.Where(name => name != finalizer)] : null, forLiveOnly: false, cancellationToken);

    /// <summary>Others write to the object as well: on a conflict the change is computed again from what is there now.</summary>
    private async Task<TEntity?> ChangeAsync(
        TEntity entity, Func<IReadOnlyList<string>, IReadOnlyList<string>?> change, bool forLiveOnly, CancellationToken cancellationToken)
    {
        var key = ObjectKey.Of(entity);
        var uid = entity.Metadata.Uid;
        TEntity? current = entity;
        ApiServerException? conflict = null;
        for (var attempt = 1; ; attempt++)
        {
            if (current is null || current.Metadata.Uid != uid || (forLiveOnly && current.Metadata.DeletionTimestamp is not null))
            {
                return null;
            }

            if (change([.. current.Metadata.Finalizers ?? []]) is not { } finalizers)
            {
                return conflict is null || !forLiveOnly ? current : throw conflict;
            }

            try
            {
                return await WriteAsync(current, finalizers, cancellationToken).ConfigureAwait(false);
            }
            catch (ApiServerException exception) when (exception.IsNotFound)
            {
                return null;
            }
            catch (ApiServerException exception) when (exception.IsConflict && attempt < MaximumAttempts)
            {
                conflict = exception;
                current = await client.GetAsync(key, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<TEntity> WriteAsync(TEntity current, IReadOnlyList<string> finalizers, CancellationToken cancellationToken)
    {
        var patch = Patch(current, finalizers);
        var written = await client.MergePatchAsync(ObjectKey.Of(current), patch, null, fieldManager, cancellationToken).ConfigureAwait(false);
        if (current.Metadata.DeletionTimestamp is not null && finalizers.Count == 0)
        {
            // The API server has deleted it and answers with the object as it was, finalizer included: a pass before the watch says so would begin again.
            written.Metadata.Finalizers = null;
            informer.ReportOwnDeletion(written);
        }
        else
        {
            informer.ReportOwnWrite(written);
        }

        return written;
    }

    private static JsonObject Patch(TEntity current, IReadOnlyList<string> finalizers) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["uid"] = current.Metadata.Uid,
            ["resourceVersion"] = current.Metadata.ResourceVersion,
            ["finalizers"] = new JsonArray([.. finalizers.Select(name => (JsonNode)name)]),
        },
    };
}
