using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace Operator.Runtime.Client;

/// <summary>Reads and writes of one kind. Every write passes the fence first.</summary>
public sealed class ResourceClient<TEntity>(ApiServerConnection connection, EntitySerializer serializer, IWriteFence? fence = null)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly IWriteFence fence = fence ?? OpenFence.Instance;

    public ResourceDefinition Definition { get; } = ResourceDefinition.Of<TEntity>();

    /// <summary>Which objects lists and watches show; null for all. A read by name shows any.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>One page of at most <paramref name="limit"/> objects; an expired continue token ends in an Expired exception.</summary>
    public async Task<ListPage<TEntity>> ListAsync(string? @namespace, int limit, string? continueToken, CancellationToken cancellationToken)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"{Definition.Path(@namespace)}?limit={limit}{Selection}");
        if (continueToken is not null)
        {
            query += $"&continue={Uri.EscapeDataString(continueToken)}";
        }

        var body = await connection.ReadAsync(query, Representation("List"), cancellationToken).ConfigureAwait(false);
        return ListPage<TEntity>.Parse(body, serializer);
    }

    /// <summary>
    /// Events after <paramref name="resourceVersion"/> until the server closes the stream, which it does after
    /// <paramref name="timeout"/> by agreement. An ERROR event is thrown as <see cref="ApiServerException"/>.
    /// <paramref name="onOpened"/> is called as soon as the server has agreed, which may be long before the first event.
    /// </summary>
    public async IAsyncEnumerable<WatchEvent<TEntity>> WatchAsync(
        string? @namespace, string resourceVersion, TimeSpan timeout, Action onOpened, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = string.Create(
            CultureInfo.InvariantCulture,
            $"{Definition.Path(@namespace)}?watch=true&allowWatchBookmarks=true&timeoutSeconds={(int)timeout.TotalSeconds}&resourceVersion="
                + $"{Uri.EscapeDataString(resourceVersion)}{Selection}");
        using var response = await connection.WatchAsync(query, Representation(""), cancellationToken).ConfigureAwait(false);
        onOpened();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var watchEvent in WatchStream.ReadAsync<TEntity>(stream, serializer, cancellationToken).ConfigureAwait(false))
        {
            yield return watchEvent;
        }
    }

    /// <summary>The object as the API server has it now, or null when there is none.</summary>
    public async Task<TEntity?> GetAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            var body = await connection.ReadAsync(Definition.Path(key.Namespace, key.Name), Representation(""), cancellationToken).ConfigureAwait(false);
            return Read(body);
        }
        catch (ApiServerException exception) when (exception.IsNotFound)
        {
            return null;
        }
    }

    public Task<TEntity> CreateAsync(TEntity entity, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.Post, Definition.Path(entity.Metadata.NamespaceProperty), Json(entity), cancellationToken);

    /// <summary>Replaces the object if its resourceVersion is still the given one; otherwise a conflict is thrown.</summary>
    public Task<TEntity> ReplaceAsync(TEntity entity, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.Put, Definition.Path(entity.Metadata.NamespaceProperty, entity.Metadata.Name), Json(entity), cancellationToken);

    /// <summary>An RFC 7386 merge patch: null removes, lists replace.</summary>
    public Task<TEntity> MergePatchAsync(ObjectKey key, JsonObject patch, string? subresource, string fieldManager, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(patch));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/merge-patch+json");
        var path = $"{Definition.Path(key.Namespace, key.Name, subresource)}?fieldManager={Uri.EscapeDataString(fieldManager)}";
        return WriteAsync(HttpMethod.Patch, path, content, cancellationToken);
    }

    /// <summary>Asks for the deletion of this very object in this very version; a concurrent change or re-creation wins, which is a conflict.</summary>
    /// <exception cref="ApiServerException">Also when it is gone already.</exception>
    public async Task DeleteAsync(TEntity entity, CancellationToken cancellationToken)
    {
        fence.Check();
        var options = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "DeleteOptions",
            ["preconditions"] = new JsonObject { ["uid"] = entity.Metadata.Uid, ["resourceVersion"] = entity.Metadata.ResourceVersion },
        };
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(options));
        content.Headers.ContentType = new MediaTypeHeaderValue(ApiServerConnection.Json);
        var path = Definition.Path(entity.Metadata.NamespaceProperty, entity.Metadata.Name);
        await connection.SendAsync(HttpMethod.Delete, path, content, fence.Remaining, cancellationToken).ConfigureAwait(false);
    }

    private string Selection => LabelSelector is null ? "" : $"&labelSelector={Uri.EscapeDataString(LabelSelector)}";

    private string Representation(string suffix) =>
        Definition.IsMetadataOnly ? $"application/json;as=PartialObjectMetadata{suffix};g=meta.k8s.io;v=v1" : ApiServerConnection.Json;

    private async Task<TEntity> WriteAsync(HttpMethod method, string path, HttpContent content, CancellationToken cancellationToken)
    {
        fence.Check();
        return Read(await connection.SendAsync(method, path, content, fence.Remaining, cancellationToken).ConfigureAwait(false));
    }

    private TEntity Read(byte[] body) => JsonSerializer.Deserialize(body, serializer.TypeInfo<TEntity>())!;

    private ByteArrayContent Json(TEntity entity)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(entity, serializer.TypeInfo<TEntity>()));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}
