using Operator.Runtime.Client;

namespace Operator.Commands.Release;

/// <summary>The end of all objects of all kinds: what uses others goes before what is used, each kind to its end before the next.</summary>
/// <param name="client">To the API server.</param>
/// <param name="order">The kinds, first to go first.</param>
/// <param name="namespaces">Empty for all.</param>
/// <param name="timeout">For everything together.</param>
/// <param name="time">Of the timeout and the pauses.</param>
/// <param name="output">Where the progress is reported.</param>
internal sealed class ReleaseRun(
    ReleaseClient client, IReadOnlyList<ResourceDefinition> order, IReadOnlyList<string> namespaces, TimeSpan timeout, TimeProvider time, TextWriter output)
{
    private const int Concurrency = 8;
    private const int MaximumAttempts = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The objects that are left; empty when all are gone.</summary>
    /// <exception cref="ApiServerException">The API server refuses.</exception>
    public async Task<IReadOnlyList<ReleasedObject>> RunAsync(ReleasePolicy policy, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        foreach (var definition in policy == ReleasePolicy.Keep ? [] : order)
        {
            // Once the time is over no further kind is begun: a workspace goes last because the others need it.
            while (time.GetElapsedTime(started) < timeout && await PushAsync(policy, definition, cancellationToken).ConfigureAwait(false) > 0)
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }

        List<ReleasedObject> left = [];
        foreach (var definition in order)
        {
            left.AddRange(await ListAsync(definition, cancellationToken).ConfigureAwait(false));
        }

        return left;
    }

    /// <summary>Does what can be done about every object of the kind that is there, and counts those that have yet to go.</summary>
    private async Task<int> PushAsync(ReleasePolicy policy, ResourceDefinition definition, CancellationToken cancellationToken)
    {
        var present = await ListAsync(definition, cancellationToken).ConfigureAwait(false);
        var fresh = present.Count(resource => !resource.IsBeingDeleted);
        if (fresh > 0)
        {
            await output.WriteLineAsync($"{definition.Kind}: deleting {fresh}").ConfigureAwait(false);
        }

        var remaining = 0;
        await Parallel.ForEachAsync(
            present,
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
            async (resource, cancellation) =>
            {
                if (await PushAsync(policy, definition, resource, cancellation).ConfigureAwait(false))
                {
                    Interlocked.Increment(ref remaining);
                }
            }).ConfigureAwait(false);
        return remaining;
    }

    /// <summary>True while the object is there. A conflict is a write of another client in between; the next list shows what it wrote.</summary>
    private async Task<bool> PushAsync(ReleasePolicy policy, ResourceDefinition definition, ReleasedObject resource, CancellationToken cancellationToken)
    {
        try
        {
            ReleasedObject? current = resource;
            for (var attempt = 0; current is not null && attempt < MaximumAttempts; attempt++)
            {
                var action = ReleaseDecision.Next(policy, current);
                if (action == ReleaseAction.Wait)
                {
                    // Without a finalizer it went with the last request.
                    return current is not { IsBeingDeleted: true, Finalizers.Count: 0 };
                }

                current = await DoAsync(policy, action, definition, current, cancellationToken).ConfigureAwait(false);
            }

            return current is { Finalizers.Count: > 0 };
        }
        catch (ApiServerException exception) when (exception.IsNotFound)
        {
            return false;
        }
        catch (ApiServerException exception) when (exception.IsConflict)
        {
            return true;
        }
    }

    private Task<ReleasedObject?> DoAsync(
        ReleasePolicy policy, ReleaseAction action, ResourceDefinition definition, ReleasedObject resource, CancellationToken cancellation) => action switch
        {
            ReleaseAction.Annotate => client.AnnotateAsync(definition, resource, ReleaseDecision.Annotation(policy, resource)!.Value, cancellation),
            ReleaseAction.Delete => client.DeleteAsync(definition, resource, cancellation),
            _ => client.RemoveFinalizerAsync(definition, resource, cancellation),
        };

    private async Task<IReadOnlyList<ReleasedObject>> ListAsync(ResourceDefinition definition, CancellationToken cancellationToken)
    {
        if (namespaces.Count == 0)
        {
            return await client.ListAsync(definition, null, cancellationToken).ConfigureAwait(false);
        }

        List<ReleasedObject> found = [];
        foreach (var @namespace in namespaces)
        {
            found.AddRange(await client.ListAsync(definition, @namespace, cancellationToken).ConfigureAwait(false));
        }

        return found;
    }
}
