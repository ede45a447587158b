using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;

namespace Operator.Commands.Release;

/// <summary>The few requests that an orderly end needs. Each names the uid of its object, so that one created in its place is never touched.</summary>
/// <param name="connection">To the API server.</param>
/// <param name="labelSelector">Which objects are let go; null for all.</param>
internal sealed class ReleaseClient(ApiServerConnection connection, string? labelSelector = null)
{
    /// <summary>Runs with large outputs are half a megabyte each.</summary>
    private const int PageSize = 100;

    /// <param name="definition">The kind.</param>
    /// <param name="namespace">Null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Nothing where the API server does not know the kind: without its CRD there are no objects.</returns>
    public async Task<IReadOnlyList<ReleasedObject>> ListAsync(ResourceDefinition definition, string? @namespace, CancellationToken cancellationToken)
    {
        try
        {
            return await ObjectList.ReadAsync(
                connection, definition, @namespace, PageSize, item => ReleasedObject.Parse(definition.Kind, item), cancellationToken, labelSelector)
                .ConfigureAwait(false);
        }
        catch (ApiServerException exception) when (exception.IsNotFound)
        {
            return [];
        }
    }

    /// <summary>The object afterwards.</summary>
    public Task<ReleasedObject?> AnnotateAsync(
        ResourceDefinition definition, ReleasedObject resource, (string Name, string Value) annotation, CancellationToken cancellationToken) =>
        PatchAsync(definition, resource, new JsonObject
        {
            ["metadata"] = new JsonObject { ["uid"] = resource.Uid, ["annotations"] = new JsonObject { [annotation.Name] = annotation.Value } },
        }, cancellationToken);

    /// <summary>The object afterwards, without the finalizer; under its version, because the list of finalizers is replaced as a whole.</summary>
    public Task<ReleasedObject?> RemoveFinalizerAsync(ResourceDefinition definition, ReleasedObject resource, CancellationToken cancellationToken) =>
        PatchAsync(definition, resource, new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["uid"] = resource.Uid,
                ["resourceVersion"] = resource.ResourceVersion,
                ["finalizers"] = new JsonArray([.. resource.Finalizers.Where(name => name != Ownership.Finalizer).Select(name => JsonValue.Create(name))]),
            },
        }, cancellationToken);

    /// <summary>The object afterwards; null when it is gone at once.</summary>
    public async Task<ReleasedObject?> DeleteAsync(ResourceDefinition definition, ReleasedObject resource, CancellationToken cancellationToken)
    {
        var options = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "DeleteOptions",
            ["preconditions"] = new JsonObject { ["uid"] = resource.Uid },
        };
        return Read(definition, await SendAsync(HttpMethod.Delete, definition, resource, options, "application/json", cancellationToken).ConfigureAwait(false));
    }

    private async Task<ReleasedObject?> PatchAsync(
        ResourceDefinition definition, ReleasedObject resource, JsonObject patch, CancellationToken cancellationToken) =>
        Read(
            definition,
            await SendAsync(HttpMethod.Patch, definition, resource, patch, "application/merge-patch+json", cancellationToken).ConfigureAwait(false));

    private Task<byte[]> SendAsync(
        HttpMethod method, ResourceDefinition definition, ReleasedObject resource, JsonObject body, string type, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return connection.SendAsync(method, definition.Path(resource.Key.Namespace, resource.Key.Name), content, cancellationToken);
    }

    /// <summary>Of an object that is gone with the request the API server answers with a Status.</summary>
    private static ReleasedObject? Read(ResourceDefinition definition, byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty("kind").GetString() == "Status" ? null : ReleasedObject.Parse(definition.Kind, json.RootElement);
    }
}
