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
        where TRows : class, IObservedKind<TEntity, TRow>
    {
        builder.Services.AddSingleton<IObservedKind<TEntity, TRow>, TRows>();
        builder.Services.AddSingleton<KindObservation<TEntity, TRow>>();
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
    /// <typeparam name="TObserved">Its object as a look shows it.</typeparam>
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
        builder.Services.AddSingleton<IListCache<TEntity>>(provider => provider.GetRequiredService<KindObservation<TEntity, TRow>>());
        builder.Services.AddSingleton<ExternalObjects<TEntity, TObserved>>();
        builder.Services.AddSingleton<PassConclusion<TEntity, TSpec, TStatus>>();
        builder.Services.AddSingleton<InterimStatus<TEntity, TSpec, TStatus>>();
        builder.Services.AddSingleton<RemoteOwnership<TEntity, TObserved>>();
        builder.Services.AddSingleton<RemoteFinder<TEntity, TObserved>>();
        builder.Services.AddSingleton<RemoteCreation<TEntity, TObserved>>();
        builder.Services.AddSingleton<RemoteRemains<TEntity, TObserved>>();
        builder.Services.AddSingleton(provider => new WorkspaceTurns<TEntity>(builder.Settings.Controllers.Workers, provider.GetRequiredService<EntityQueue<TEntity>>()));
        builder.Services.AddSingleton<IUndecodableReporter<TEntity>, UndecodableReporter<TEntity>>();
        builder.Services.AddSingleton<IPassTimeoutReporter<TEntity>, PassTimeoutReporter<TEntity, TSpec, TStatus>>();
        return builder
            .AddController<ManagedReconciler<TEntity, TSpec, TStatus, TObserved>, TEntity>()
            .AddFinalizer<ManagedFinalizer<TEntity, TSpec, TStatus, TObserved>, TEntity>(Ownership.Finalizer)
            .AddWorkspaceUsers<TEntity>();
    }
}
