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
    /// Requeues objects when another object that they refer to changes. <paramref name="references"/> lists what an
    /// entity refers to; it is indexed, so a change costs a look-up and not a scan. <paramref name="isNews"/> tells from the object before
    /// and after (null: it was not there, it is gone or cannot be read) whether anybody needs to look; without it every change counts.
    /// </summary>
    IOperatorBuilder AddWatch<TEntity, TReferenced>(Func<TEntity, IEnumerable<ObjectKey>> references, Func<TReferenced?, TReferenced?, bool>? isNews = null)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
        where TReferenced : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>
    /// The same where the account may read <typeparamref name="TReferenced"/> by name and not list it: each that is referred to is read again after every
    /// <paramref name="period"/>, so a change is noticed so much later.
    /// </summary>
    IOperatorBuilder AddPoll<TEntity, TReferenced>(Func<TEntity, IEnumerable<ObjectKey>> references, TimeSpan period)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
        where TReferenced : class, IKubernetesObject<V1ObjectMeta>;
}
