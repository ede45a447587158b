using k8s.Models;
using Operator.Options;
using Operator.Runtime.Client;
using Operator.Runtime.Hosting;

namespace Operator.Reconciling;

/// <summary>
/// Says so when another operator works on the same objects. Both are correct each for itself, and no object is made twice; but everything is read twice, each
/// takes its own share of the workspace's allowance, and of two versions one undoes what the other does. Nothing else would show it.
/// </summary>
/// <param name="leases">Those of operators.</param>
/// <param name="own">The lease of this operator.</param>
/// <param name="options">Of this operator.</param>
/// <param name="fence">Standbys keep quiet.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class OtherOperators(
    ResourceClient<V1Lease> leases, ObjectKey own, OperatorOptions options, IWriteFence fence, TimeProvider time, ILogger<OtherOperators> logger)
    : BackgroundService
{
    /// <summary>A list of leases is small where the API server selects them, but not free: every node of the cluster has one.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    /// <summary>Until this process leads.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int PageSize = 100;

    /// <summary>A lease that was not renewed for longer is nobody's, however much two clocks differ.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private Dictionary<ObjectKey, string> known = [];

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref known).Count;

    public static OtherOperators Create(IServiceProvider provider)
    {
        var connection = provider.GetRequiredService<ApiServerConnection>();
        var election = provider.GetRequiredService<OperatorSettings>().LeaderElection;
        var leases = new ResourceClient<V1Lease>(connection, provider.GetRequiredService<EntitySerializer>()) { LabelSelector = OperatorLease.Label };
        var own = new ObjectKey(election.LeaseNamespace.Length == 0 ? connection.CurrentNamespace : election.LeaseNamespace, election.LeaseName);
        return ActivatorUtilities.CreateInstance<OtherOperators>(provider, leases, own);
    }

    /// <summary>Looks once, and says what has changed since the last time.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        Dictionary<ObjectKey, string> present = [];
        foreach (var scope in Scopes())
        {
            foreach (var lease in await ListAsync(scope, cancellationToken).ConfigureAwait(false))
            {
                if (IsLive(lease) && OperatorLease.Of(options).Overlap(OperatorLease.Of(lease)) is { } where)
                {
                    present[ObjectKey.Of(lease)] = where;
                }
            }
        }

        Report(present);
        Volatile.Write(ref known, present);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var isLeading = fence.Remaining > TimeSpan.Zero;
            try
            {
                if (isLeading)
                {
                    await LookAsync(stoppingToken).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Only something that is good to know is missing.
                logger.LogDebug("The leases of other operators could not be read: {Error}", exception.Message);
            }

            await Task.Delay(isLeading ? Period : Patience, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Without rights in the whole cluster, what can be seen is what is beside the objects, or beside this operator.</summary>
    private IReadOnlyList<string?> Scopes() => options.Namespaced ? [.. options.Namespaces.Append(own.Namespace).Distinct()] : [null];

    private async Task<IReadOnlyList<V1Lease>> ListAsync(string? scope, CancellationToken cancellationToken)
    {
        List<V1Lease> found = [];
        string? next = null;
        do
        {
            var page = await leases.ListAsync(scope, PageSize, next, cancellationToken).ConfigureAwait(false);
            found.AddRange(page.Items.Select(item => item.Entity).OfType<V1Lease>());
            next = page.Continue;
        }
        while (next is not null);
        return found;
    }

    private bool IsLive(V1Lease lease) => ObjectKey.Of(lease) != own && !string.IsNullOrEmpty(lease.Spec?.HolderIdentity)
        && lease.Spec.RenewTime is { } renewed && time.GetUtcNow().UtcDateTime - renewed.ToUniversalTime() < Lifetime;

    private void Report(Dictionary<ObjectKey, string> present)
    {
        foreach (var (lease, where) in present.Where(other => !known.TryGetValue(other.Key, out var before) || before != other.Value))
        {
            logger.LogWarning(
                "Another operator, which holds the lease {Lease}, works on the same objects as this one, in {Where}: they are read twice, and two versions can "
                    + "undo each other's changes. Give each its own watchNamespaces, or one of them a class",
                $"{lease}",
                where);
        }

        foreach (var lease in known.Keys.Except(present.Keys))
        {
            logger.LogInformation("The operator that holds the lease {Lease} no longer works on the same objects as this one", $"{lease}");
        }
    }
}
