using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Hosting;
using Operator.Options;
using Operator.Runtime.Client;
using Operator.Runtime.Events;
using Operator.Runtime.Informers;
using Operator.UnitTests.Runtime.Support;
using Operator.Workspaces;

namespace Operator.UnitTests.Kinds.Harness;

/// <summary>
/// One life of the operator's process: the services that the program registers, but for what leads out of it, and without its loops. The test is the watch.
/// </summary>
internal sealed class HarnessProcess : IWriteFence, IDisposable
{
    private readonly StubApiServer transport;
    private readonly ApiServerConnection connection;
    private readonly ServiceProvider services;
    private volatile bool isDead;

    /// <param name="api">The API server.</param>
    /// <param name="record">Hears what the process says.</param>
    /// <param name="clock">Of the process.</param>
    /// <param name="options">Of the program.</param>
    /// <param name="replace">Registers what leads to Databricks; of several registrations the last one counts.</param>
    public HarnessProcess(HarnessApiServer api, HarnessRecord record, TimeProvider clock, OperatorOptions options, Action<IServiceCollection> replace)
    {
        transport = new StubApiServer(request => isDead ? throw new HttpRequestException("The process is dead.") : api.Answer(request));
        connection = transport.Connect();
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new HarnessLog(record)));
        collection.AddSingleton(clock);
        collection.AddSingleton(connection);
        OperatorProgram.AddOperator(collection, options, new ConfigurationBuilder().Build());
        collection.AddSingleton<IWriteFence>(this);
        collection.AddSingleton<EventPublisher>((_, reason, message, type) => record.Event($"{type} {reason}: {message}"));
        replace(collection);
        services = collection.BuildServiceProvider();
    }

    /// <summary>False once another process leads.</summary>
    public bool MayWrite { get; set; } = true;

    public TimeSpan Remaining => TimeSpan.MaxValue;

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public void Check()
    {
        if (!MayWrite || isDead)
        {
            throw new LeadershipLostException();
        }
    }

    /// <summary>What a watch would bring of an object; null for one that is gone.</summary>
    public void See<TEntity>(JsonObject? json)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        if (json is not null)
        {
            Get<Informer<TEntity>>().Report(Get<EntitySerializer>().Decode<TEntity>(JsonSerializer.SerializeToUtf8Bytes(json)));
        }
    }

    /// <summary>The operator's client for the workspace of its environment.</summary>
    public WorkspaceClient Client => Get<EnvironmentWorkspace>().Connect(new DatabricksJob { Metadata = new V1ObjectMeta() }).Client!;

    /// <summary>The process dies: from now on nothing of it reaches the API server or changes the workspace.</summary>
    public void Dispose()
    {
        isDead = true;
        services.Dispose();
        connection.Dispose();
        transport.Dispose();
    }
}
