using System.Net;
using System.Text.Json.Nodes;
using Operator.Options;
using Operator.Runtime.Client;

namespace Operator.Commands.Status;

/// <summary>Reads the objects, and whatever they refer to, from the API server.</summary>
internal sealed class StatusReader(ApiServerConnection connection)
{
    private const int PageSize = 500;

    private readonly Dictionary<StatusName, StatusObject> found = [];

    /// <summary>All objects of a namespace, or of the cluster where it is null, and what they refer to elsewhere.</summary>
    /// <exception cref="StartupException">The API server does not answer, or refuses.</exception>
    public async Task<IReadOnlyDictionary<StatusName, StatusObject>> ListAsync(string? @namespace, CancellationToken cancellationToken)
    {
        foreach (var definition in StatusKinds.All)
        {
            await ListAsync(definition, @namespace, cancellationToken).ConfigureAwait(false);
        }

        await FollowAsync(cancellationToken).ConfigureAwait(false);
        return found;
    }

    /// <summary>One object, and what it refers to.</summary>
    /// <exception cref="StartupException">It is not there, or the API server does not answer, or refuses.</exception>
    public async Task<IReadOnlyDictionary<StatusName, StatusObject>> GetAsync(StatusName name, CancellationToken cancellationToken)
    {
        var root = await FindAsync(name, cancellationToken).ConfigureAwait(false);
        if (root.State is StatusState.Missing or StatusState.Unknown)
        {
            throw new StartupException(root.Message!);
        }

        found[name] = root;
        await FollowAsync(cancellationToken).ConfigureAwait(false);
        return found;
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (found.Values.SelectMany(one => one.Uses).FirstOrDefault(name => !found.ContainsKey(name)) is { Kind: not null } next)
        {
            found[next] = await FindAsync(next, cancellationToken).ConfigureAwait(false);
        }

        foreach (var name in found.Values.Select(one => one.DefaultWorkspace).OfType<StatusName>().Distinct().Where(name => !found.ContainsKey(name)).ToList())
        {
            var workspace = await FindAsync(name, cancellationToken).ConfigureAwait(false);
            if (workspace.State != StatusState.Missing)
            {
                found[name] = workspace;
            }
        }
    }

    private async Task<StatusObject> FindAsync(StatusName name, CancellationToken cancellationToken)
    {
        try
        {
            var content = await ReadAsync(StatusKinds.Of(name.Kind).Path(name.Namespace, name.Name), cancellationToken).ConfigureAwait(false);
            return StatusObject.Of(name.Kind, content);
        }
        catch (ApiServerException exception) when (exception.IsNotFound)
        {
            return StatusObject.Missing(name);
        }
        catch (ApiServerException exception) when (exception.Status == HttpStatusCode.Forbidden)
        {
            return StatusObject.Hidden(name, exception.Message);
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException or ApiServerException)
        {
            throw Unreachable(exception);
        }
    }

    private async Task ListAsync(ResourceDefinition definition, string? @namespace, CancellationToken cancellationToken)
    {
        try
        {
            var objects = await ObjectList.ReadAsync(
                connection, definition, @namespace, PageSize, item => StatusObject.Of(definition.Kind, JsonObject.Create(item.Clone())!), cancellationToken)
                .ConfigureAwait(false);
            foreach (var one in objects)
            {
                found[one.Id] = one;
            }
        }
        catch (ApiServerException exception) when (exception.IsNotFound)
        {
            throw new StartupException(
                $"The API server at {connection.BaseUri} does not know {definition.Kind}: install the CRDs "
                    + "(`databricks-operator crds | kubectl apply -f -`)");
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException or ApiServerException)
        {
            throw Unreachable(exception);
        }
    }

    private async Task<JsonObject> ReadAsync(string path, CancellationToken cancellationToken) =>
        JsonNode.Parse(await connection.SendAsync(HttpMethod.Get, path, null, cancellationToken).ConfigureAwait(false))!.AsObject();

    private StartupException Unreachable(Exception exception) => new($"The API server at {connection.BaseUri} cannot be used: {exception.Message}");
}
