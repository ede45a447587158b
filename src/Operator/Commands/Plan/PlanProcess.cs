using System.Text.Json.Nodes;
using k8s;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Http;
using Operator.Hosting;
using Operator.Kinds.Notebooks;
using Operator.Managed;
using Operator.Options;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Events;
using Operator.Runtime.Informers;
using Operator.Workspaces;

namespace Operator.Commands.Plan;

/// <summary>
/// The operator's own services, as <c>run</c> registers them, without its loops and without a way to change anything: what is written to the API server stays
/// in memory, and every call that would change a workspace is stopped before it is sent.
/// </summary>
internal sealed class PlanProcess : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly Dictionary<Type, Type> observed;

    private PlanProcess(ServiceProvider services, Dictionary<Type, Type> observed, RehearsedObjects objects, ApiServerConnection connection)
    {
        (this.services, this.observed) = (services, observed);
        Objects = objects;
        Connection = connection;
    }

    public RehearsedObjects Objects { get; }

    /// <summary>To the cluster, behind the objects of the plan.</summary>
    public ApiServerConnection Connection { get; }

    public static PlanProcess Start(PlanRequest request, IConfiguration configuration)
    {
        var objects = new RehearsedObjects();
        var cluster = request.Cluster ?? new KubernetesClientConfiguration { Host = "http://localhost", Namespace = "default" };
        var connection = new ApiServerConnection(
            cluster, TimeProvider.System, [new RehearsalHandler(objects, request.Cluster is not null), .. request.Handlers]);
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton(connection);
        OperatorProgram.AddOperator(collection, Adjusted(request.Options), configuration);
        collection.AddSingleton(objects);
        collection.AddSingleton<DecisionCollector>();
        collection.AddSingleton<IDecisionLog>(provider => provider.GetRequiredService<DecisionCollector>());
        // It was never given a fence, and without one it lets no change pass.
        collection.AddSingleton(new WriteFencePermit());
        collection.AddSingleton<EventPublisher>((_, _, _, _) => { });
        // What was recorded of a notebook's content may be older than an edit made in the workspace, which shows in an export only.
        collection.AddSingleton(provider => new NotebookHashCache(
            provider.GetRequiredService<ReconcileIntervals>() with { Recheck = TimeSpan.Zero }, provider.GetRequiredService<TimeProvider>()));
        request.Replace(collection);
        var observed = collection.Select(service => service.ServiceType)
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IExternalClient<,>))
            .ToDictionary(type => type.GenericTypeArguments[0], type => type.GenericTypeArguments[1]);
        return new PlanProcess(collection.BuildServiceProvider(), observed, objects, connection);
    }

    /// <summary>The passes of a kind.</summary>
    public IPlannedKind KindOf(Type type) =>
        (IPlannedKind)ActivatorUtilities.CreateInstance(services, typeof(PlannedKind<,>).MakeGenericType(type, observed[type]));

    /// <summary>What the informer of a kind would bring.</summary>
    public void See(Type type, JsonObject content) => Of(type).See(content);

    /// <summary>The operator's own pass over a workspace.</summary>
    public Task ReconcileWorkspaceAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var workspace = Objects.Find(ResourceDefinition.Of<DatabricksWorkspace>().Path(key.Namespace, key.Name))!;
        return Of(typeof(DatabricksWorkspace)).ReconcileAsync(workspace, cancellationToken);
    }

    /// <summary>The workspace of objects that name none, where the environment says which it is; else null.</summary>
    public WorkspaceClient? DefaultClient => services.GetRequiredService<EnvironmentWorkspace>().Client;

    /// <summary>A workspace's host, and whom connections to it trust; null where its spec names no host that can be used.</summary>
    /// <exception cref="DependencyMissingException">The authorities of spec.caBundleFrom cannot be had.</exception>
    public async Task<(WorkspaceHost Host, TrustedRoots? Roots)?> WayToAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var insecure = services.GetRequiredService<OperatorOptions>().AllowInsecureHosts;
        if (services.GetRequiredService<ObjectStore<DatabricksWorkspace>>().Find(key) is not { } workspace
            || !WorkspaceSettings.TryRead(workspace.Spec, insecure, out var settings, out _))
        {
            return null;
        }

        var roots = SessionTrust.RootsOf(settings);
        await new SessionTrust(roots, services.GetRequiredService<CaBundleReader>()).RefreshAsync(workspace, cancellationToken).ConfigureAwait(false);
        return (settings.Host, roots);
    }

    /// <summary>Why a workspace cannot be used; null when it can.</summary>
    public PlannedObject? ProblemOf(PlanSubject subject)
    {
        var conditions = services.GetRequiredService<ObjectStore<DatabricksWorkspace>>().Find(subject.Key)?.Status.Conditions ?? [];
        var ready = Runtime.Status.Conditions.Find(conditions, ConditionTypes.Ready);
        return ready?.Status == Runtime.Status.Conditions.True
            ? null
            : subject.Empty with { Action = PlannedAction.Failed, Messages = [ready is null ? "it was not reached" : $"{ready.Reason}: {ready.Message}"] };
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync().ConfigureAwait(false);
        Connection.Dispose();
    }

    private IRehearsedKind Of(Type type) => (IRehearsedKind)ActivatorUtilities.CreateInstance(services, typeof(RehearsedKind<>).MakeGenericType(type));

    private static OperatorOptions Adjusted(OperatorOptions options) => options with
    {
        // Nothing that this process sends can have been lost.
        CreateGraceSeconds = 0,
        LeaderElection = new OperatorOptions.LeaderElectionSettings { Enabled = false },
    };
}
