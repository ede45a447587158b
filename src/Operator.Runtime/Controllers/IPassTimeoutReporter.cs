using k8s;
using k8s.Models;

namespace Operator.Runtime.Controllers;

/// <summary>Tells a person, on the object itself, that a pass over it was cancelled because it took too long.</summary>
public interface IPassTimeoutReporter<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    /// <param name="entity">The object as it is known now.</param>
    /// <param name="limit">How long the pass was allowed to take.</param>
    /// <param name="cancellationToken">Ends the report.</param>
    Task ReportAsync(TEntity entity, TimeSpan limit, CancellationToken cancellationToken);
}
