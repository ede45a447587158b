using k8s;
using k8s.Models;
using Operator.Runtime.Client;

namespace Operator.Runtime.Controllers;

/// <summary>Tells a person about an object the operator cannot read, on the object itself.</summary>
public interface IMalformedObjectReporter<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    Task ReportAsync(MalformedObject undecodable, CancellationToken cancellationToken);

    /// <summary>The object is gone: nothing needs to be remembered of it.</summary>
    void Forget(ObjectKey key)
    {
    }
}
