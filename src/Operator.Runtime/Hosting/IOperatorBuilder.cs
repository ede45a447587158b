using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Operator.Runtime.Client;
using Operator.Runtime.Reconciliation;

namespace Operator.Runtime.Hosting;

/// <summary>Registers what the operator consists of, in KubeOps' words.</summary>
public interface IOperatorBuilder
{
    IServiceCollection Services { get; }

    OperatorSettings Settings { get; }

    /// <summary>The controller of a kind; exactly one per kind.</summary>
    IOperatorBuilder AddController<TImplementation, TEntity>()
        where TImplementation : class, IEntityController<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>A finalizer of a kind under the name it has on the objects.</summary>
    IOperatorBuilder AddFinalizer<TImplementation, TEntity>(string identifier)
        where TImplementation : class, IEntityFinalizer<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>
    /// Has objects looked at again when another object that they refer to changes. <paramref name="references"/> lists what an
    /// entity refers to; it is indexed, so a change costs a look-up and not a scan.
    /// </summary>
    IOperatorBuilder AddWatch<TEntity, TReferenced>(Func<TEntity, IEnumerable<ObjectKey>> references)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
        where TReferenced : class, IKubernetesObject<V1ObjectMeta>;
}
