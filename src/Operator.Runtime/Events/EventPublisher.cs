using k8s;
using k8s.Models;

namespace Operator.Runtime.Events;

public enum EventType
{
    Normal,
    Warning,
}

/// <summary>Records a transition of an object for `kubectl get events`. Returns at once; a lost event never fails a pass.</summary>
/// <param name="entity">The object the event is about.</param>
/// <param name="reason">One CamelCase word.</param>
/// <param name="message">What happened; never a secret.</param>
/// <param name="type">Normal or Warning.</param>
public delegate void EventPublisher(IKubernetesObject<V1ObjectMeta> entity, string reason, string message, EventType type = EventType.Normal);
