using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Clusters;
using Operator.Databricks.Warehouses;
using Operator.Databricks.WorkspaceObjects;
using Operator.Hosting;
using Operator.Kinds.Jobs;
using Operator.Kinds.Runs;
using Operator.Managed;
using Operator.Runtime.Client;
using Operator.Runtime.Controllers;
using Operator.Runtime.Events;
using Operator.Runtime.Hosting;
using Operator.Runtime.Informers;
using Operator.Runtime.Queues;
using Operator.Workspaces;

namespace Operator.FaultTests.World;

/// <summary>
/// One life of the operator's process: what the program registers, with its real queues, controllers and client, and in place of its watches the world. All it
/// knows at its beginning is what the API server has.
/// </summary>
internal sealed class OperatorLife : IWriteFence, IDisposable
{
    private static readonly AsyncLocal<Permit?> Given = new();

    private readonly FaultWorld world;
    private readonly ApiServerConnection connection;
    private readonly ServiceProvider services;
    private readonly CancellationTokenSource ended = new();
    private readonly Dictionary<string, Action<JsonObject, bool>> feeds = [];
    private readonly List<Func<WorkQueueLoad>> queues = [];
    private readonly List<Func<bool>> lists = [];
    private readonly IReadOnlyList<IController> controllers;
    private volatile bool isDead;
    private volatile bool mayWrite = true;

    public OperatorLife(FaultWorld world, int number)
    {
        (this.world, Number) = (world, number);
        var clock = world.Clock;
        connection = new ApiServerConnection(new KubernetesClientConfiguration { Host = "http://in-memory" }, clock, new KubernetesTransport(world, this));
        services = Register(clock).BuildServiceProvider();
        // As the host does it: what subscribes to the informers is made before they see anything.
        controllers = [.. services.GetServices<IController>()];
        _ = services.GetServices<IReferenceWatch>().ToList();
        WatchAll();
    }

    /// <summary>Counted from 0.</summary>
    public int Number { get; }

    public bool IsDead => isDead;

    /// <summary>Still running, but another process leads by now.</summary>
    public bool IsDeposed => !mayWrite;

    public TimeSpan Remaining => TimeSpan.MaxValue;

    /// <summary>A pass runs or could run right now, or a list is read for those that wait for it.</summary>
    public bool IsBusy => queues.Any(load => load() is { Ready: > 0 } or { Processing: > 0 }) || lists.Any(isReading => isReading());

    /// <summary>Keys of which the queues remember anything.</summary>
    public int Queued => queues.Select(load => load()).Sum(load => load.Ready + load.Delayed + load.Processing);

    public void Begin()
    {
        foreach (var controller in controllers)
        {
            _ = controller.RunAsync(ended.Token, ended.Token);
        }
    }

    /// <summary>What a watch brings of an object.</summary>
    public void See(string path, JsonObject json, bool isGone)
    {
        if (!isDead && feeds.TryGetValue(path.Split('/')[^2], out var feed))
        {
            feed(json, isGone);
        }
    }

    /// <summary>From now on nothing of it reaches the API server or the workspace.</summary>
    public void Kill()
    {
        isDead = true;
        ended.CancelAsync();
    }

    /// <summary>The lease has gone to another process, and this one does not know more than that it may not write.</summary>
    public void Depose() => mayWrite = false;

    public void Check()
    {
        if (isDead || !mayWrite)
        {
            throw new LeadershipLostException();
        }

        Given.Value = new Permit();
    }

    /// <summary>
    /// True when the one call that leaves now was let go by <see cref="Check"/>. The lease may be lost on another thread in between, which no process can
    /// notice.
    /// </summary>
    public static bool TakePermit() => Given.Value?.Take() == true;

    /// <summary>A call of a process that is dead goes nowhere and never ends.</summary>
    public async Task EndIfDeadAsync(CancellationToken cancellationToken)
    {
        if (isDead)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, world.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        Kill();
        services.Dispose();
        connection.Dispose();
    }

    private ServiceCollection Register(TimeProvider clock)
    {
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(world.Spoken));
        collection.AddSingleton(clock);
        collection.AddSingleton(connection);
        OperatorProgram.AddOperator(collection, FaultWorld.Program, world.Environment);
        collection.AddSingleton<IWriteFence>(this);
        collection.AddSingleton<EventPublisher>((_, reason, message, type) => world.Spoken.Say($"{type} {reason}: {message}"));
        collection.AddSingleton<ConnectWorkspace>(provider =>
        {
            var permit = provider.GetRequiredService<WriteFencePermit>();
            return options => WorkspaceClientFactory.Create(
                options with { SendPermit = permit }, new ClientClock(clock, world.Pass), new WorkspaceTransport(world, this));
        });
        collection.AddSingleton<ConnectTokenEndpoint>((_, _) => new WorkspaceTransport(world, this));
        return collection;
    }

    private void WatchAll()
    {
        Watch<SecretMetadata>();
        Watch<ConfigMapMetadata>();
        Control<DatabricksWorkspace>();
        Control<DatabricksNotebook, ObjectInfo>();
        Control<DatabricksCluster, ClusterDetails>();
        Control<DatabricksSqlWarehouse, SqlWarehouse>();
        Control<DatabricksJob, ObservedJob>();
        Control<DatabricksJobRun, ObservedRun>();
    }

    private void Control<TEntity, TRow>()
        where TEntity : class, IDatabricksResource
        where TRow : class
    {
        Control<TEntity>();
        var cache = services.GetRequiredService<ListCache<TEntity, TRow>>();
        lists.Add(() => cache.IsReading);
    }

    private void Control<TEntity>()
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        Watch<TEntity>();
        var queue = services.GetRequiredService<Controller<TEntity>>().Queue;
        queues.Add(() => queue.Load);
    }

    private void Watch<TEntity>()
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var informer = services.GetRequiredService<Informer<TEntity>>();
        var serializer = services.GetRequiredService<EntitySerializer>();
        feeds[ResourceDefinition.Of<TEntity>().Plural] = (json, isGone) =>
        {
            var decoded = serializer.Decode<TEntity>(JsonSerializer.SerializeToUtf8Bytes(json));
            if (isGone)
            {
                informer.ReportDeleted(decoded.Metadata);
            }
            else
            {
                informer.Report(decoded);
            }
        };
    }
}

/// <summary>For one call.</summary>
internal sealed class Permit
{
    private int isTaken;

    public bool Take() => Interlocked.Exchange(ref isTaken, 1) == 0;
}
