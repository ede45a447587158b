using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;
using Operator.Runtime.Controllers;
using Operator.Runtime.Events;

namespace Operator.Reconciling;

/// <summary>Says on an object that cannot be read that it cannot be read. Nothing else is done to it: its policies are as unreadable as the rest.</summary>
internal sealed class MalformedObjectReporter<TEntity>(
    ResourceClient<TEntity> client, EventPublisher publish, TimeProvider time, ILogger<MalformedObjectReporter<TEntity>> logger)
    : IMalformedObjectReporter<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
{
    /// <summary>Once per generation: the report itself makes a new version of the object.</summary>
    private readonly ConcurrentDictionary<ObjectKey, (string Uid, long Generation)> reported = new();

    public async Task ReportAsync(MalformedObject undecodable, CancellationToken cancellationToken)
    {
        var isDeleting = undecodable.Metadata.DeletionTimestamp is not null;
        if (isDeleting && undecodable.Metadata.Annotations?.TryGetValue(Annotations.Abandon, out var abandon) == true && abandon == "true")
        {
            await ReleaseAsync(undecodable, cancellationToken).ConfigureAwait(false);
            return;
        }

        var generation = undecodable.Metadata.Generation ?? 0;
        if (reported.TryGetValue(undecodable.Key, out var said) && said == (undecodable.Metadata.Uid, generation))
        {
            return;
        }

        var wayOut = isDeleting ? $", or set the annotation {Annotations.Abandon}: \"true\" to let it go without touching the workspace" : "";
        var message = $"The object cannot be read: {undecodable.Error}. Correct it{wayOut}";
        logger.LogWarning("{Kind} {Key}: {Message}", client.Definition.Kind, undecodable.Key, message);
        if (StatusOf(undecodable, message, generation) is { } status)
        {
            publish(new TEntity { Metadata = undecodable.Metadata }, Reasons.InvalidSpec, message, EventType.Warning);
            var patch = new JsonObject { ["metadata"] = new JsonObject { ["uid"] = undecodable.Metadata.Uid }, ["status"] = status };
            await PatchAsync(undecodable, patch, "status", cancellationToken).ConfigureAwait(false);
        }

        reported[undecodable.Key] = (undecodable.Metadata.Uid, generation);
    }

    public void Forget(ObjectKey key) => reported.TryRemove(key, out _);

    /// <summary>The way out that every object has, however broken it is.</summary>
    private Task ReleaseAsync(MalformedObject undecodable, CancellationToken cancellationToken)
    {
        var others = (undecodable.Metadata.Finalizers ?? []).Where(finalizer => finalizer != Ownership.Finalizer).Select(finalizer => (JsonNode)finalizer);
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["uid"] = undecodable.Metadata.Uid,
                ["resourceVersion"] = undecodable.Metadata.ResourceVersion,
                ["finalizers"] = new JsonArray([.. others]),
            },
        };
        return PatchAsync(undecodable, patch, null, cancellationToken);
    }

    private async Task PatchAsync(MalformedObject undecodable, JsonObject patch, string? subresource, CancellationToken cancellationToken)
    {
        try
        {
            await client.MergePatchAsync(undecodable.Key, patch, subresource, "databricks-operator-status", cancellationToken).ConfigureAwait(false);
        }
        catch (System.Text.Json.JsonException)
        {
            // The patch is stored; it is the answer, the same unreadable object, that cannot be read.
        }
    }

    /// <summary>What its status is to say; null when it says that already, as after a restart of the operator.</summary>
    private JsonObject? StatusOf(MalformedObject undecodable, string message, long generation)
    {
        var before = undecodable.Status?["conditions"] as JsonArray;
        var status = new JsonObject
        {
            ["observedGeneration"] = generation,
            ["conditions"] = new JsonArray(
                Condition(ConditionTypes.Ready, "False", message, generation, before), Condition(ConditionTypes.Stalled, "True", message, generation, before)),
        };
        return status.All(member => JsonNode.DeepEquals(member.Value, undecodable.Status?[member.Key])) ? null : status;
    }

    private JsonObject Condition(string type, string status, string message, long generation, JsonArray? before) => new()
    {
        ["type"] = type,
        ["status"] = status,
        ["reason"] = Reasons.InvalidSpec,
        ["message"] = message,
        ["observedGeneration"] = generation,
        ["lastTransitionTime"] = before?.OfType<JsonObject>().FirstOrDefault(one => Is(one["type"], type) && Is(one["status"], status))
            ?["lastTransitionTime"]?.DeepClone() ?? time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
    };

    private static bool Is(JsonNode? node, string text) => node is JsonValue value && value.TryGetValue<string>(out var found) && found == text;
}
