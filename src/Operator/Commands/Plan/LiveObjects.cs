using System.Net;
using System.Text.Json.Nodes;
using Operator.Options;
using Operator.Runtime.Client;

namespace Operator.Commands.Plan;

/// <summary>Reads what the cluster has, where a plan is made beside one.</summary>
internal sealed class LiveObjects(ApiServerConnection connection)
{
    private const int PageSize = 500;

    /// <summary>All objects of a kind; those of the given namespaces where the account may not see all.</summary>
    /// <exception cref="StartupException">The API server does not answer, or refuses.</exception>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(ResourceDefinition definition, IEnumerable<string> namespaces, CancellationToken cancellationToken)
    {
        try
        {
            return await ListAsync(definition, (string?)null, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiServerException exception) when (exception.Status == HttpStatusCode.Forbidden && definition.IsNamespaced)
        {
            var found = new List<JsonObject>();
            foreach (var @namespace in namespaces)
            {
                found.AddRange(await OrFailAsync(() => ListAsync(definition, @namespace, cancellationToken)).ConfigureAwait(false));
            }

            return found;
        }
        catch (ApiServerException exception) when (exception.IsNotFound || exception.Status == HttpStatusCode.Forbidden)
        {
            // The cluster does not have the kind yet, or the account may not see what is no part of a namespace.
            return [];
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException or ApiServerException)
        {
            throw Unreachable(exception);
        }
    }

    /// <summary>The object; null when there is none.</summary>
    /// <exception cref="StartupException">The API server does not answer, or refuses.</exception>
    public async Task<JsonObject?> GetAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return JsonNode.Parse(await connection.SendAsync(HttpMethod.Get, path, null, cancellationToken).ConfigureAwait(false)) as JsonObject;
        }
        catch (ApiServerException exception) when (exception.IsNotFound || exception.Status == HttpStatusCode.Forbidden)
        {
            return null;
        }
    }

    private Task<IReadOnlyList<JsonObject>> ListAsync(ResourceDefinition definition, string? @namespace, CancellationToken cancellationToken) =>
        ObjectList.ReadAsync(connection, definition, @namespace, PageSize, item => JsonObject.Create(item.Clone())!, cancellationToken);

    private async Task<T> OrFailAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException or ApiServerException)
        {
            throw Unreachable(exception);
        }
    }

    private StartupException Unreachable(Exception exception) => new($"The API server at {connection.BaseUri} cannot be used: {exception.Message}");
}
