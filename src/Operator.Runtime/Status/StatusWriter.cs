using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;

namespace Operator.Runtime.Status;

/// <summary>Writes status, and only status, and only what differs from what the API server has.</summary>
public sealed class StatusWriter<TEntity>(ResourceClient<TEntity> client, Informer<TEntity> informer, EntitySerializer serializer, string fieldManager)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly ConcurrentDictionary<ObjectKey, bool> unanswered = new();

    /// <summary>
    /// Brings the object's status to <paramref name="status"/> with at most one patch. There is no resourceVersion in it: the operator is
    /// the only writer of status, and an id must not be lost because a label was put on the object in between. The uid is in it:
    /// an object re-created under the same name must not inherit its predecessor's ids.
    /// </summary>
    public async Task WriteAsync<TStatus>(TEntity entity, TStatus status, CancellationToken cancellationToken)
    {
        // A difference to anything older than the last write of the same pass would leave that write's rest behind.
        if (Difference(((IStatus<TStatus>)informer.Store.Latest(entity)).Status, status) is not { } difference)
        {
            return;
        }

        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["uid"] = entity.Metadata.Uid },
            ["status"] = difference,
        };
        try
        {
            informer.ReportOwnWrite(await client.MergePatchAsync(ObjectKey.Of(entity), patch, "status", fieldManager, cancellationToken).ConfigureAwait(false));
        }
        catch (ApiServerException exception) when (exception.IsNotFound)
        {
            // The object was deleted during the pass; there is no status left to write.
        }
        catch (Exception exception) when (exception is not ApiServerException { Status: < HttpStatusCode.InternalServerError })
        {
            unanswered.TryAdd(ObjectKey.Of(entity), true);
            throw;
        }
    }

    /// <summary>
    /// Reads an object from the API server whose last write may have arrived although no answer came. The watch may not have shown that write yet, and a status
    /// made from the object of before would make the same transitions once more, later.
    /// </summary>
    public async Task SettleAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!unanswered.ContainsKey(key))
        {
            return;
        }

        if (await client.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } live)
        {
            informer.ReportOwnWrite(live);
        }

        unanswered.TryRemove(key, out _);
    }

    /// <summary>Null when they are equal. Most passes end so: their texts are compared, and no trees are built.</summary>
    private JsonObject? Difference<TStatus>(TStatus before, TStatus after)
    {
        var (old, wanted) = (Json(before), Json(after));
        return old.AsSpan().SequenceEqual(wanted) ? null : MergePatch.Between(Tree(old), Tree(wanted));
    }

    private byte[] Json<TStatus>(TStatus status) => JsonSerializer.SerializeToUtf8Bytes(status, serializer.TypeInfo<TStatus>());

    private static JsonObject Tree(byte[] json) => JsonNode.Parse(json) as JsonObject ?? [];
}
