using System.Net;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;

namespace Operator.Runtime.Hosting;

/// <summary>Run by the host beside the informers.</summary>
internal interface IReferencePoll
{
    Task RunAsync(CancellationToken cancellationToken);
}

/// <summary>
/// Wakes every object that refers to one that changed, where those may be read by name only: a right that gives away nothing that no object names. Each is
/// read once a period, by the process that leads.
/// </summary>
internal sealed class ReferencePoll<TEntity, TReferenced>(
    StoreIndex<TEntity> references, ResourceClient<TReferenced> client, Action<ObjectKey> wake, TimeSpan period, IWriteFence fence, TimeProvider time,
    ILogger<ReferencePoll<TEntity, TReferenced>> logger) : IReferencePoll
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
    where TReferenced : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Dictionary<string, string?> versions = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(period, time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            await LookAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads all that is referred to once.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var names = fence.Remaining > TimeSpan.Zero ? references.Values : [];
        foreach (var forgotten in versions.Keys.Except(names).ToList())
        {
            versions.Remove(forgotten);
        }

        foreach (var name in names)
        {
            try
            {
                Compare(name, await VersionAsync(name, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                logger.LogDebug("The {Kind} {Name} could not be read again: {Error}", client.Definition.Kind, name, exception.Message);
                if (exception is not ApiServerException { Status: HttpStatusCode.Forbidden })
                {
                    // A server that is away is not asked for each of a thousand.
                    return;
                }
            }
        }
    }

    /// <summary>Null when there is none.</summary>
    private async Task<string?> VersionAsync(string name, CancellationToken cancellationToken)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var key = slash < 0 ? new ObjectKey(null, name) : new ObjectKey(name[..slash], name[(slash + 1)..]);
        return (await client.GetAsync(key, cancellationToken).ConfigureAwait(false))?.Metadata.ResourceVersion;
    }

    private void Compare(string name, string? version)
    {
        // One that is seen for the first time may have changed since the pass that read it.
        if (versions.TryGetValue(name, out var before) && before == version)
        {
            return;
        }

        versions[name] = version;
        foreach (var key in references.Find(name))
        {
            wake(key);
        }
    }
}
