using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.Runtime.Reconciliation;

namespace Operator.Commands.Plan;

/// <summary>A kind of objects that passes look up.</summary>
internal interface IRehearsedKind
{
    /// <summary>What a watch would bring.</summary>
    void See(JsonObject content);

    /// <summary>One pass over an object.</summary>
    Task ReconcileAsync(JsonObject content, CancellationToken cancellationToken);
}

/// <summary>The informer and the controller of a kind, driven by hand.</summary>
internal sealed class RehearsedKind<TEntity>(Informer<TEntity> informer, EntitySerializer serializer, IServiceProvider services) : IRehearsedKind
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    public void See(JsonObject content) => informer.Report(Decode(content), evenIfOlder: true);

    public async Task ReconcileAsync(JsonObject content, CancellationToken cancellationToken)
    {
        if (Read(content) is { } entity)
        {
            await services.GetRequiredService<IEntityController<TEntity>>().ReconcileAsync(entity, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>As the informer keeps it; null where it cannot be read.</summary>
    public TEntity? Read(JsonObject content)
    {
        var entity = Decode(content).Entity;
        if (entity is not null)
        {
            services.GetService<EntityTrim<TEntity>>()?.Invoke(entity);
        }

        return entity;
    }

    /// <summary>What is wrong with a field; null when it can be read.</summary>
    public string? ProblemOf(JsonObject content) => Decode(content).Undecodable?.Error;

    private DecodedObject<TEntity> Decode(JsonObject content) => serializer.Decode<TEntity>(JsonSerializer.SerializeToUtf8Bytes(content));
}
