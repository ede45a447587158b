using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Operator.Runtime.Client;
using Operator.Runtime.Controllers;
using Operator.Runtime.Finalizers;
using Operator.Runtime.Informers;
using Operator.Runtime.Queues;
using Operator.Runtime.Reconciliation;
using Operator.Runtime.Status;

namespace Operator.Runtime.Hosting;

internal sealed class OperatorBuilder(IServiceCollection services, OperatorSettings settings) : IOperatorBuilder
{
    public IServiceCollection Services => services;

    public OperatorSettings Settings => settings;

    public IOperatorBuilder AddController<TImplementation, TEntity>()
        where TImplementation : class, IEntityController<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        if (services.Any(service => service.ServiceType == typeof(IEntityController<TEntity>)))
        {
            throw new InvalidOperationException($"{typeof(TEntity).Name} has a controller already; two would work against each other.");
        }

        AddInformer<TEntity>();
        services.AddSingleton<IEntityController<TEntity>, TImplementation>();
        AddWriters<TEntity>();
        services.TryAddSingleton<IMalformedObjectReporter<TEntity>, LoggingMalformedObjectReporter<TEntity>>();
        services.AddSingleton(provider => new PassRunner<TEntity>(
            provider.GetRequiredService<Informer<TEntity>>(),
            provider.GetRequiredService<IEntityController<TEntity>>(),
            [.. provider.GetServices<RegisteredFinalizer<TEntity>>()],
            provider.GetRequiredService<StatusWriter<TEntity>>(),
            provider.GetRequiredService<FinalizerWriter<TEntity>>(),
            provider.GetRequiredService<IMalformedObjectReporter<TEntity>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<IPassTimeoutReporter<TEntity>>(),
            provider.GetRequiredService<ILogger<PassRunner<TEntity>>>()));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Controller<TEntity>>(provider, settings.Controllers));
        services.AddSingleton<IController>(provider => provider.GetRequiredService<Controller<TEntity>>());
        // Resolved when it is used, because a controller may ask for its own queue.
        services.AddSingleton<EntityQueue<TEntity>>(provider => (key, priority, queueIn) =>
            provider.GetRequiredService<Controller<TEntity>>().Enqueue(key, priority, queueIn));
        return this;
    }

    public IOperatorBuilder AddFinalizer<TImplementation, TEntity>(string identifier)
        where TImplementation : class, IEntityFinalizer<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        services.TryAddSingleton<TImplementation>();
        services.AddSingleton(provider => new RegisteredFinalizer<TEntity>(identifier, provider.GetRequiredService<TImplementation>()));
        services.AddSingleton<EntityFinalizerAttacher<TImplementation, TEntity>>(provider => (entity, cancellationToken) =>
            provider.GetRequiredService<FinalizerWriter<TEntity>>().AddAsync(entity, identifier, cancellationToken));
        return this;
    }

    public IOperatorBuilder AddWatch<TEntity, TReferenced>(
        Func<TEntity, IEnumerable<ObjectKey>> references, Func<TReferenced?, TReferenced?, bool>? isNews = null)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
        where TReferenced : class, IKubernetesObject<V1ObjectMeta>
    {
        AddInformer<TReferenced>();
        services.AddSingleton<IReferenceWatch>(provider => new ReferenceWatch<TEntity, TReferenced>(
            provider.GetRequiredService<Controller<TEntity>>(),
            provider.GetRequiredService<ObjectStore<TEntity>>(),
            provider.GetRequiredService<Informer<TReferenced>>(),
            references,
            isNews));
        return this;
    }

    public IOperatorBuilder AddPoll<TEntity, TReferenced>(Func<TEntity, IEnumerable<ObjectKey>> references, TimeSpan period)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
        where TReferenced : class, IKubernetesObject<V1ObjectMeta>
    {
        services.TryAddSingleton<ResourceClient<TReferenced>>();
        services.AddSingleton<IReferencePoll>(provider => new ReferencePoll<TEntity, TReferenced>(
            provider.GetRequiredService<ObjectStore<TEntity>>().AddIndex(entity => references(entity).Select(key => key.ToString())),
            provider.GetRequiredService<ResourceClient<TReferenced>>(),
            key => provider.GetRequiredService<Controller<TEntity>>().Enqueue(key, QueuePriority.Observation),
            period,
            provider.GetRequiredService<IWriteFence>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ReferencePoll<TEntity, TReferenced>>>()));
        return this;
    }

    private void AddInformer<TEntity>()
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        if (services.Any(service => service.ServiceType == typeof(Informer<TEntity>)))
        {
            return;
        }

        services.AddSingleton(provider => new ResourceClient<TEntity>(
            provider.GetRequiredService<ApiServerConnection>(),
            provider.GetRequiredService<EntitySerializer>(),
            provider.GetRequiredService<IWriteFence>())
        {
            LabelSelector = settings.LabelSelector(ResourceDefinition.Of<TEntity>()),
        });
        services.AddSingleton(provider => new Informer<TEntity>(
            provider.GetRequiredService<ResourceClient<TEntity>>(),
            ResourceDefinition.Of<TEntity>().IsNamespaced ? settings.Namespaces : [],
            settings.Reflectors,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Informer<TEntity>>>(),
            provider.GetService<EntityTrim<TEntity>>()));
        services.AddSingleton(provider => provider.GetRequiredService<Informer<TEntity>>().Store);
        services.AddSingleton<IInformer>(provider => provider.GetRequiredService<Informer<TEntity>>());
    }

    private void AddWriters<TEntity>()
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        services.AddSingleton(provider => new StatusWriter<TEntity>(
            provider.GetRequiredService<ResourceClient<TEntity>>(),
            provider.GetRequiredService<Informer<TEntity>>(),
            provider.GetRequiredService<EntitySerializer>(),
            $"{settings.Name}-status"));
        services.AddSingleton(provider => new FinalizerWriter<TEntity>(
            provider.GetRequiredService<ResourceClient<TEntity>>(), provider.GetRequiredService<Informer<TEntity>>(), settings.Name));
    }
}
