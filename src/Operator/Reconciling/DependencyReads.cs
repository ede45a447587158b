using System.Net;
using k8s;
using k8s.Models;
using Operator.Runtime.Client;

namespace Operator.Reconciling;

/// <summary>Reads the objects that a spec refers to. Whatever keeps one from being read becomes words for the condition.</summary>
internal static class DependencyReads
{
    /// <exception cref="DependencyMissingException">There is none, or it cannot be read.</exception>
    public static async Task<TEntity> RequireAsync<TEntity>(
        this ResourceClient<TEntity> client, string @namespace, string name, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            return await client.GetAsync(new ObjectKey(@namespace, name), cancellationToken).ConfigureAwait(false)
                ?? throw new DependencyMissingException($"The {client.Definition.Kind} {name} does not exist in namespace {@namespace}") { IsGone = true };
        }
        catch (ApiServerException exception) when (exception.Status is HttpStatusCode.Forbidden)
        {
            throw Unreadable($"the operator's account may not: {exception.Message}", isPassing: false);
        }
        catch (Exception exception) when (exception is ApiServerException or HttpRequestException or IOException or TimeoutException)
        {
            throw Unreadable(exception.Message, isPassing: true);
        }

        DependencyMissingException Unreadable(string cause, bool isPassing) =>
            new($"The {client.Definition.Kind} {name} in namespace {@namespace} cannot be read: {cause}") { IsRetryable = isPassing };
    }
}
