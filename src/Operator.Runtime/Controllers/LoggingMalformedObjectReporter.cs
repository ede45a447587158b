using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Operator.Runtime.Client;
using Operator.Runtime.Events;

namespace Operator.Runtime.Controllers;

/// <summary>For kinds without a status of ours: a warning in the log and an event on the object.</summary>
internal sealed class LoggingMalformedObjectReporter<TEntity>(EventRecorder events, ILogger<LoggingMalformedObjectReporter<TEntity>> logger)
    : IMalformedObjectReporter<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    public Task ReportAsync(MalformedObject undecodable, CancellationToken cancellationToken)
    {
        var definition = ResourceDefinition.Of<TEntity>();
        logger.LogWarning("{Kind} {Key} cannot be read and is left alone: {Error}", definition.Kind, undecodable.Key, undecodable.Error);
        var involved = new V1ObjectReference
        {
            ApiVersion = definition.ApiVersion,
            Kind = definition.Kind,
            Name = undecodable.Key.Name,
            NamespaceProperty = undecodable.Key.Namespace,
            Uid = undecodable.Metadata.Uid,
        };
        events.Publish(involved, "InvalidSpec", undecodable.Error, EventType.Warning);
        return Task.CompletedTask;
    }
}
