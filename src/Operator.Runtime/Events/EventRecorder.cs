using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Operator.Runtime.Client;

namespace Operator.Runtime.Events;

/// <summary>Writes events one after another in the background. Repeats raise the count of the first one instead of adding more.</summary>
internal sealed class EventRecorder(ResourceClient<Corev1Event> client, string component, string instance, TimeProvider time, ILogger<EventRecorder> logger)
{
    private const int MaximumMessage = 1024;
    private const int Capacity = 1000;

    /// <summary>Of 253 characters in all; the rest is for the hash.</summary>
    private const int LongestName = 200;

    private readonly WrittenEvents written = new();
    private readonly Channel<PendingEvent> pending = Channel.CreateBounded<PendingEvent>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public void Publish(IKubernetesObject<V1ObjectMeta> entity, string reason, string message, EventType type)
    {
        var definition = ResourceDefinition.Of(entity.GetType());
        var involved = new V1ObjectReference
        {
            ApiVersion = definition.ApiVersion,
            Kind = definition.Kind,
            Name = entity.Metadata.Name,
            NamespaceProperty = entity.Metadata.NamespaceProperty,
            Uid = entity.Metadata.Uid,
            ResourceVersion = entity.Metadata.ResourceVersion,
        };
        Publish(involved, reason, message, type);
    }

    public void Publish(V1ObjectReference involved, string reason, string message, EventType type)
    {
        var text = message.Length <= MaximumMessage ? message : message[..MaximumMessage];
        pending.Writer.TryWrite(new PendingEvent(involved, reason, text, type, time.GetUtcNow()));
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var item in pending.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                await WriteSafelyAsync(item, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping: what was not written yet is a nicety, not a promise.
        }
    }

    private async Task WriteSafelyAsync(PendingEvent item, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(item, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogDebug("Event {Reason} on {Object} could not be written: {Error}", item.Reason, item.Involved.Name, exception.Message);
        }
    }

    private async Task WriteAsync(PendingEvent item, CancellationToken cancellationToken)
    {
        if (written.Find(item.Identity, item.Time) is { } earlier)
        {
            try
            {
                await client.MergePatchAsync(earlier.Key, Repeat(earlier.Count + 1, item.Time), null, component, cancellationToken).ConfigureAwait(false);
                earlier.Count++;
                return;
            }
            catch (ApiServerException exception) when (exception.IsNotFound)
            {
                // It has expired in the API server; a new one is written below.
            }
        }

        var created = await client.CreateAsync(item.ToEvent(component, instance), cancellationToken).ConfigureAwait(false);
        written.Add(item.Identity, ObjectKey.Of(created), item.Time);
    }

    private static JsonObject Repeat(int count, DateTimeOffset now) => new()
    {
        ["count"] = count,
        ["lastTimestamp"] = now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
    };

    private sealed record PendingEvent(V1ObjectReference Involved, string Reason, string Message, EventType Type, DateTimeOffset Time)
    {
        public string Identity => $"{Involved.Uid}|{Reason}|{Type}|{Message}";

        public Corev1Event ToEvent(string component, string instance)
        {
            // The name carries the time as well: an event of the same text from an earlier process must not make this one fail.
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Identity}|{Time.UtcTicks}")))[..16];
            var name = Involved.Name.Length <= LongestName ? Involved.Name : Involved.Name[..LongestName].TrimEnd('.', '-');
            return new Corev1Event
            {
                ApiVersion = "v1",
                Kind = "Event",
                Metadata = new V1ObjectMeta { Name = $"{name}.{hash}", NamespaceProperty = Involved.NamespaceProperty ?? "default" },
                InvolvedObject = Involved,
                Reason = Reason,
                Message = Message,
                Type = Type.ToString(),
                Count = 1,
                FirstTimestamp = Time.UtcDateTime,
                LastTimestamp = Time.UtcDateTime,
                Source = new V1EventSource { Component = component },
                ReportingComponent = component,
                ReportingInstance = instance,
            };
        }
    }
}
