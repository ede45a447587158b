using k8s.Models;
using Microsoft.Extensions.Logging;
using Operator.Runtime.Client;

namespace Operator.Runtime.LeaderElection;

/// <summary>
/// Holds a Lease while it leads. A failed renewal is tried again until the deadline; after that this process never leads again
/// (it ends, and a fresh one starts), so that nothing of its old life goes on beside the new leader.
/// </summary>
internal sealed class LeaseElector(
    ResourceClient<V1Lease> client, LeaderElectionOptions options, ObjectKey leaseKey, string identity, TimeProvider time, ILogger<LeaseElector> logger)
    : IWriteFence
{
    private const long Never = long.MinValue;

    private readonly LeaderElectionOptions options = options.Checked();
    private long lastRenewal = Never;
    private (string? Holder, string? Version) observed;
    private long observedAt;

    public string Identity { get; } = identity;

    /// <summary>By the clock, not by what a loop believes: true only within the deadline of the last renewal that succeeded.</summary>
    public bool IsLeader => SinceRenewal < options.RenewDeadline;

    /// <summary>No other process takes the lease before it has run out, and this one must not be writing then.</summary>
    public TimeSpan Remaining => SinceRenewal is var since && since < options.LeaseDuration ? options.LeaseDuration - since : TimeSpan.Zero;

    private TimeSpan SinceRenewal => Volatile.Read(ref lastRenewal) is var renewed && renewed == Never ? TimeSpan.MaxValue : time.GetElapsedTime(renewed);

    public void Check()
    {
        if (!IsLeader)
        {
            throw new LeadershipLostException();
        }
    }

    /// <summary>Returns when this process leads.</summary>
    public async Task AcquireAsync(CancellationToken cancellationToken)
    {
        logger.LogInformation("Waiting for the leader lease {Lease} as {Identity}", leaseKey, Identity);
        while (!await TryAcquireOrRenewAsync(time.GetTimestamp(), options.RenewDeadline, cancellationToken).ConfigureAwait(false))
        {
            await Task.Delay(options.RetryPeriod * (0.8 + (0.4 * Random.Shared.NextDouble())), time, cancellationToken).ConfigureAwait(false);
        }

        logger.LogInformation("Leading as {Identity}", Identity);
    }

    /// <summary>Renews until leadership is lost, and only then returns (or on cancellation).</summary>
    public async Task HoldAsync(CancellationToken cancellationToken)
    {
        while (UntilDeadline(time.GetTimestamp()) is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < options.RetryPeriod ? left : options.RetryPeriod, time, cancellationToken).ConfigureAwait(false);
            var asked = time.GetTimestamp();
            left = UntilDeadline(asked);
            // After a pause the deadline may have passed: this process does not lead a second time, not even when the lease is still free.
            if (left <= TimeSpan.Zero || (!await TryAcquireOrRenewAsync(asked, left, cancellationToken).ConfigureAwait(false) && IsHeldByAnother))
            {
                break;
            }
        }

        Volatile.Write(ref lastRenewal, Never);
    }

    /// <summary>Gives the lease up, so that a standby need not wait until it expires. Only after all work has stopped.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        var left = UntilDeadline(time.GetTimestamp());
        Volatile.Write(ref lastRenewal, Never);
        if (left <= TimeSpan.Zero)
        {
            return;
        }

        // Twice, because a renewal that was cut off by stopping may still arrive and win the first time.
        if (await TryAsync(TryReleaseAsync, left, cancellationToken).ConfigureAwait(false)
            || await TryAsync(TryReleaseAsync, left, cancellationToken).ConfigureAwait(false))
        {
            logger.LogInformation("Released the leader lease");
        }
    }

    /// <summary>Zero or less when the deadline has passed.</summary>
    private TimeSpan UntilDeadline(long now) => Volatile.Read(ref lastRenewal) is var renewed && renewed == Never
        ? TimeSpan.Zero
        : options.RenewDeadline - time.GetElapsedTime(renewed, now);

    private bool IsHeldByAnother => observed.Holder is { Length: > 0 } holder && holder != Identity;

    private async Task<bool> TryReleaseAsync(CancellationToken cancellationToken)
    {
        var current = await client.GetAsync(leaseKey, cancellationToken).ConfigureAwait(false);
        if (current?.Spec?.HolderIdentity == Identity)
        {
            current.Spec.HolderIdentity = "";
            current.Spec.LeaseDurationSeconds = 1;
            await client.ReplaceAsync(current, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task<bool>> action, TimeSpan limit, CancellationToken cancellationToken)
    {
        var longest = options.RenewDeadline / 2;
        using var timeout = new CancellationTokenSource(limit < longest ? limit : longest, time);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await action(bound.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever went wrong, the deadline decides about leadership, not a single failure.
            logger.LogWarning("The leader lease could not be written: {Error}", exception.Message);
            return false;
        }
    }

    /// <param name="asked">When this was decided: what succeeds counts from then, however long it takes or this process is stopped.</param>
    /// <param name="limit">When to give up.</param>
    /// <param name="cancellationToken">Stops it.</param>
    private Task<bool> TryAcquireOrRenewAsync(long asked, TimeSpan limit, CancellationToken cancellationToken) =>
        TryAsync(token => AcquireOrRenewAsync(asked, token), limit, cancellationToken);

    private async Task<bool> AcquireOrRenewAsync(long asked, CancellationToken cancellationToken)
    {
        var current = await client.GetAsync(leaseKey, cancellationToken).ConfigureAwait(false);
        try
        {
            if (current is null)
            {
                return Won(await client.CreateAsync(
                    Mine(new V1Lease { Metadata = new V1ObjectMeta { Name = leaseKey.Name, NamespaceProperty = leaseKey.Namespace } }),
                    cancellationToken).ConfigureAwait(false), asked);
            }

            Observe(current);
            return CanTake(current) && Won(await client.ReplaceAsync(Mine(current), cancellationToken).ConfigureAwait(false), asked);
        }
        catch (ApiServerException exception) when (exception.IsConflict)
        {
            return false;
        }
    }

    /// <summary>The age of another's lease is measured from when we first saw this version, because its clock is not ours.</summary>
    private void Observe(V1Lease current)
    {
        var seen = (current.Spec?.HolderIdentity, current.Metadata.ResourceVersion);
        if (observed != seen)
        {
            observed = seen;
            observedAt = time.GetTimestamp();
        }
    }

    private bool CanTake(V1Lease current)
    {
        var holder = current.Spec?.HolderIdentity;
        if (string.IsNullOrEmpty(holder) || holder == Identity)
        {
            return true;
        }

        var duration = TimeSpan.FromSeconds(current.Spec?.LeaseDurationSeconds ?? options.LeaseDuration.TotalSeconds);
        return time.GetElapsedTime(observedAt) >= duration;
    }

    private V1Lease Mine(V1Lease current)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var before = current.Spec;
        var keeps = before?.HolderIdentity == Identity;
        current.ApiVersion = "coordination.k8s.io/v1";
        current.Kind = "Lease";
        current.Metadata.Annotations = With(current.Metadata.Annotations, options.Annotations);
        current.Metadata.Labels = With(current.Metadata.Labels, options.Labels);

        current.Spec = new V1LeaseSpec
        {
            HolderIdentity = Identity,
            LeaseDurationSeconds = (int)Math.Ceiling(options.LeaseDuration.TotalSeconds),
            AcquireTime = keeps ? before!.AcquireTime : now,
            RenewTime = now,
            LeaseTransitions = (before?.LeaseTransitions ?? 0) + (keeps || before is null ? 0 : 1),
        };
        return current;
    }

    private static IDictionary<string, string>? With(IDictionary<string, string>? present, IDictionary<string, string> own)
    {
        foreach (var (name, value) in own)
        {
            present ??= new Dictionary<string, string>();
            present[name] = value;
        }

        return present;
    }

    /// <summary>Counted from before the request: the server may have stored it right then.</summary>
    private bool Won(V1Lease written, long asked)
    {
        observed = (Identity, written.Metadata.ResourceVersion);
        Volatile.Write(ref lastRenewal, asked);
        return true;
    }
}
