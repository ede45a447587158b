using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Operator.Runtime.Client;
using Operator.Runtime.Controllers;
using Operator.Runtime.Events;
using Operator.Runtime.Informers;
using Operator.Runtime.LeaderElection;

namespace Operator.Runtime.Hosting;

public static class ServiceCollectionExtensions
{
    /// <summary>Adds the engine. The connection is built from the kubeconfig or the pod unless one was registered before.</summary>
    public static IOperatorBuilder AddKubernetesOperator(this IServiceCollection services, Action<OperatorSettings>? configure = null)
    {
        var settings = new OperatorSettings();
        configure?.Invoke(settings);
        services.AddSingleton(settings);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => KubernetesClientConfiguration.BuildDefaultConfig());
        services.TryAddSingleton<ApiServerConnection>();
        services.AddSingleton(new EntitySerializer(settings.EntityTypes));
        services.AddSingleton<ControllerMetrics>();
        services.AddSingleton<InformerMetrics>();
        services.AddSingleton<LeaderMetrics>();
        services.AddMetrics();
        AddLeaderElection(services, settings);
        AddEvents(services, settings);
        services.AddSingleton<OperatorLifetime>();
        services.AddHostedService<OperatorHost>();
        services.AddHealthChecks()
            .AddCheck<InformerHealthCheck>("informers", tags: [HealthTags.Live])
            .AddCheck<ControllerHealthCheck>("controllers", tags: [HealthTags.Live])
            .AddCheck<SyncedHealthCheck>("caches", tags: [HealthTags.Ready])
            .AddCheck<ContactHealthCheck>("api-server", tags: [HealthTags.Ready])
            .AddCheck<ScopeHealthCheck>("scopes", tags: [HealthTags.Live, HealthTags.Ready]);
        return new OperatorBuilder(services, settings);
    }

    private static void AddLeaderElection(IServiceCollection services, OperatorSettings settings)
    {
        var options = settings.LeaderElection;
        if (!options.Enabled)
        {
            services.AddSingleton<IWriteFence>(OpenFence.Instance);
            return;
        }

        services.AddSingleton(provider =>
        {
            var connection = provider.GetRequiredService<ApiServerConnection>();
            var lease = new ObjectKey(options.LeaseNamespace.Length == 0 ? connection.CurrentNamespace : options.LeaseNamespace, options.LeaseName);
            // The lease itself is written past the fence, which asks for the lease.
            var client = new ResourceClient<V1Lease>(connection, provider.GetRequiredService<EntitySerializer>());
            return ActivatorUtilities.CreateInstance<LeaseElector>(provider, client, options, lease, ProcessIdentity.Value);
        });
        services.AddSingleton<IWriteFence>(provider => provider.GetRequiredService<LeaseElector>());
    }

    private static void AddEvents(IServiceCollection services, OperatorSettings settings)
    {
        services.AddSingleton<ResourceClient<Corev1Event>>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<EventRecorder>(
            provider, provider.GetRequiredService<ResourceClient<Corev1Event>>(), settings.Name, ProcessIdentity.Value));
        services.AddSingleton<EventMetrics>();
        services.AddSingleton(provider => provider.GetRequiredService<EventMetrics>().Counted(provider.GetRequiredService<EventRecorder>().Publish));
    }
}
