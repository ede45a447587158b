using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Http;
using Operator.Options;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.Runtime.Queues;
using Operator.Runtime.Reconciliation;
using Operator.Runtime.Status;
using Operator.Workspaces.Credentials;

namespace Operator.Workspaces;

/// <summary>Makes a client; a test puts a stub behind it.</summary>
internal delegate WorkspaceClient ConnectWorkspace(WorkspaceClientOptions options);

/// <summary>Makes a way to a workspace's token endpoint; a test puts a stub behind it.</summary>
internal delegate HttpMessageHandler ConnectTokenEndpoint(WorkspaceHost host, TrustedRoots? roots);

/// <summary>One client for each DatabricksWorkspace, for as long as the settings it is made of stay the same.</summary>
internal sealed class WorkspaceClients(
    ObjectStore<DatabricksWorkspace> store,
    CredentialReader reader,
    CaBundleReader bundles,
    OperatorIdentities identities,
    ConnectWorkspace connect,
    ConnectTokenEndpoint connectTokenEndpoint,
    EntityQueue<DatabricksWorkspace> queue,
    OperatorOptions options,
    TimeProvider time) : IDisposable
{
    /// <summary>A client that was replaced finishes the calls under way: longer than any call may take.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(3);

    /// <summary>However many calls are refused, the credential is tried out this often at most.</summary>
    private static readonly TimeSpan RefusalPause = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Dictionary<ObjectKey, WorkspaceSession> clients = [];
    private readonly Dictionary<WorkspaceSession, ITimer> retired = [];
    private readonly ConcurrentDictionary<ObjectKey, long> refusals = new();

    /// <summary>False when the spec does not allow a client; the problem says why.</summary>
    public bool TryOpen(DatabricksWorkspace workspace, [NotNullWhen(true)] out WorkspaceSession? open, [NotNullWhen(false)] out string? problem)
    {
        open = null;
        if (!WorkspaceSettings.TryRead(workspace.Spec, options.AllowInsecureHosts, out var settings, out problem))
        {
            return false;
        }

        var key = ObjectKey.Of(workspace);
        lock (gate)
        {
            if (clients.TryGetValue(key, out open) && open.Uid == workspace.Metadata.Uid && open.Settings == settings)
            {
                open.Update(workspace);
                return true;
            }

            Retire(open);
            CloseUnknown();
            clients[key] = open = Make(workspace, settings, key);
            return true;
        }
    }

    /// <summary>Those that are in use, without the ones that were replaced.</summary>
    public IReadOnlyList<WorkspaceClient> Open
    {
        get
        {
            lock (gate)
            {
                return [.. clients.Values.Select(open => open.Client)];
            }
        }
    }

    /// <summary>The client this process has already.</summary>
    public WorkspaceSession? Find(DatabricksWorkspace workspace)
    {
        lock (gate)
        {
            return clients.TryGetValue(ObjectKey.Of(workspace), out var open) && open.Uid == workspace.Metadata.Uid ? open : null;
        }
    }

    /// <summary>The workspace is gone, or is about to be.</summary>
    public void Close(DatabricksWorkspace workspace)
    {
        lock (gate)
        {
            if (clients.TryGetValue(ObjectKey.Of(workspace), out var open) && open.Uid == workspace.Metadata.Uid)
            {
                clients.Remove(ObjectKey.Of(workspace));
                Retire(open);
            }
        }

        refusals.TryRemove(ObjectKey.Of(workspace), out _);
    }

    /// <summary>There is no such workspace, or none that can be read: a client of it is of no use.</summary>
    public void Close(ObjectKey key)
    {
        lock (gate)
        {
            if (clients.Remove(key, out var open))
            {
                Retire(open);
            }
        }

        refusals.TryRemove(key, out _);
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var timer in retired.Values)
            {
                timer.Dispose();
            }

            foreach (var client in clients.Values.Concat(retired.Keys))
            {
                client.Dispose();
            }

            clients.Clear();
            retired.Clear();
        }
    }

    private WorkspaceSession Make(DatabricksWorkspace workspace, WorkspaceSettings settings, ObjectKey key)
    {
        var roots = SessionTrust.RootsOf(settings);
        var context = new CredentialContext(
            workspace.Metadata.NamespaceProperty, settings.Host, () => connectTokenEndpoint(settings.Host, roots), identities, time);
        var trust = new SessionTrust(roots, bundles);
        return new WorkspaceSession(workspace, settings, reader, trust, context, tokens => connect(new WorkspaceClientOptions
        {
            Host = settings.Host,
            Name = key.ToString(),
            Credential = () => CredentialReader.Describe(store.Find(key) ?? workspace),
            TokenSource = tokens,
            Limits = settings.Limits,
            ApiVersions = settings.ApiVersions,
            ObservationInterval = settings.ObservationInterval,
            TrustedRoots = roots,
            CredentialRefused = () => Refused(key),
            UserAgentVersion = DefaultWorkspace.ThisVersion(),
        }));
    }

    /// <summary>An object's call was refused: the workspace itself is reconciled now, and not only when its time comes.</summary>
    private void Refused(ObjectKey key)
    {
        if (store.Find(key) is not { } workspace
            || Find(workspace)?.IsProbing != false || workspace.Status.Conditions.Find(ConditionTypes.Ready)?.Status == Conditions.False)
        {
            return;
        }

        var pause = refusals.TryGetValue(key, out var last) ? RefusalPause - time.GetElapsedTime(last) : TimeSpan.Zero;
        if (pause <= TimeSpan.Zero)
        {
            refusals[key] = time.GetTimestamp();
        }

        queue(key, QueuePriority.Transition, pause > TimeSpan.Zero ? pause : TimeSpan.Zero);
    }

    /// <summary>Under the lock. No event reports the end of a workspace that could no longer be read when it was deleted.</summary>
    private void CloseUnknown()
    {
        foreach (var key in clients.Keys.Where(key => store.Find(key) is null).ToList())
        {
            clients.Remove(key, out var open);
            Retire(open);
        }
    }

    /// <summary>Under the lock. Calls under way still use it, so it ends later, and without waiting for the next caller.</summary>
    private void Retire(WorkspaceSession? open)
    {
        if (open is not null)
        {
            open.Client.Retire();
            retired[open] = time.CreateTimer(_ => End(open), null, Grace, Timeout.InfiniteTimeSpan);
        }
    }

    private void End(WorkspaceSession open)
    {
        ITimer? timer;
        lock (gate)
        {
            retired.Remove(open, out timer);
        }

        if (timer is not null)
        {
            timer.Dispose();
            open.Dispose();
        }
    }
}
