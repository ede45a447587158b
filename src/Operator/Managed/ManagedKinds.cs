using Operator.Api.V1Alpha1;
using Operator.Reconciling;
using Operator.Runtime.Controllers;
using Operator.Runtime.Hosting;
using Operator.Runtime.Reconciliation;
using Operator.Workspaces;

namespace Operator.Managed;

/// <summary>Registers the common pass for a kind.</summary>
internal static class ManagedKinds
{
    /// <summary>A list of the workspace that is read for all objects of a kind together.</summary>
    public static void AddObservation<TEntity, TRow, TRows>(this IOperatorBuilder builder)
        where TEntity : class, IDatabricksResource
        where TRow : class
        where TRows : class, IListedKind<TEntity, TRow>
    {
        builder.Services.AddSingleton<IListedKind<TEntity, TRow>, TRows>();
        builder.Services.AddSingleton<ListCache<TEntity, TRow>>();
    }

    /// <summary>A part of a kind's objects that has calls of its own; parts are written in the order in which they are added.</summary>
    public static void AddPart<TEntity, TObserved, TPart>(this IOperatorBuilder builder)
        where TEntity : class, IDatabricksResource
        where TObserved : class
        where TPart : class, IPart<TEntity, TObserved>
    {
        builder.Services.AddSingleton<TPart>();
        builder.Services.AddSingleton<IPart<TEntity, TObserved>>(provider => provider.GetRequiredService<TPart>());
    }

    /// <summary>The common pass over a kind.</summary>
    /// <typeparam name="TEntity">The resource.</typeparam>
    /// <typeparam name="TSpec">Its spec.</typeparam>
    /// <typeparam name="TStatus">Its status.</typeparam>
    /// <typeparam name="TObserved">Its object as it is observed.</typeparam>
    /// <typeparam name="TRow">Its object in the kind's list.</typeparam>
    /// <typeparam name="TClient">The kind's calls.</typeparam>
    public static IOperatorBuilder AddManaged<TEntity, TSpec, TStatus, TObserved, TRow, TClient>(
        this IOperatorBuilder builder, KindDescription<TEntity, TObserved> description)
        where TEntity : DatabricksResource<TSpec, TStatus>, IDatabricksResource, new()
        where TSpec : class, ICommonSpec, new()
        where TStatus : CommonStatus, new()
        where TObserved : class
        where TRow : class
        where TClient : class, IExternalClient<TEntity, TObserved>
    {
        builder.Services.AddSingleton(description);
        builder.Services.AddSingleton<IExternalClient<TEntity, TObserved>, TClient>();
        builder.Services.AddSingleton<IListCache<TEntity>>(provider => provider.GetRequiredService<ListCache<TEntity, TRow>>());
        builder.Services.AddSteps<TEntity, TObserved>();
        builder.Services.AddSingleton<StatusReporter<TEntity, TSpec, TStatus>>();
        builder.Services.AddSingleton<InitialStatusWriter<TEntity, TSpec, TStatus>>();
        builder.Services.AddSingleton(
            provider => new WorkspaceConcurrencyLimiter<TEntity>(builder.Settings.Controllers.Workers, provider.GetRequiredService<EntityQueue<TEntity>>()));
        builder.Services.AddSingleton<IMalformedObjectReporter<TEntity>, MalformedObjectReporter<TEntity>>();
        builder.Services.AddSingleton<IPassTimeoutReporter<TEntity>, PassTimeoutReporter<TEntity, TSpec, TStatus>>();
        return builder
            .AddController<ManagedReconciler<TEntity, TSpec, TStatus, TObserved>, TEntity>()
            .AddFinalizer<ManagedFinalizer<TEntity, TSpec, TStatus, TObserved>, TEntity>(Ownership.Finalizer)
            .AddWorkspaceUsers<TEntity>();
    }

    /// <summary>What a pass over an object of the kind is made of.</summary>
    internal static void AddSteps<TEntity, TObserved>(this IServiceCollection services)
        where TEntity : class, IDatabricksResource
        where TObserved : class
    {
        services.AddSingleton<ExternalObjects<TEntity, TObserved>>();
        services.AddSingleton<ExternalOwnership<TEntity, TObserved>>();
        services.AddSingleton<ExternalLocator<TEntity, TObserved>>();
        services.AddSingleton<ExternalCreation<TEntity, TObserved>>();
        services.AddSingleton<ExternalUpdate<TEntity, TObserved>>();
        services.AddSingleton<ExternalRemains<TEntity, TObserved>>();
    }
}
