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
    /// <summary>For kinds whose remote objects are listed.</summary>
    public static void AddObservation<TEntity, TRow, TRows>(this IOperatorBuilder builder)
        where TEntity : class, IDatabricksResource
        where TRow : class
        where TRows : class, IObservedKind<TEntity, TRow>
    {
        builder.Services.AddSingleton<IObservedKind<TEntity, TRow>, TRows>();
        builder.Services.AddSingleton<KindObservation<TEntity, TRow>>();
    }

    public static IOperatorBuilder AddManaged<TEntity, TSpec, TStatus, TObserved>(this IOperatorBuilder builder)
        where TEntity : DatabricksResource<TSpec, TStatus>, IDatabricksResource, new()
        where TSpec : class, ICommonSpec, new()
        where TStatus : CommonStatus, new()
        where TObserved : class
    {
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
