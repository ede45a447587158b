using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Authentication;
using Operator.Databricks.Errors;
using Operator.Reconciling;
using Operator.Workspaces.Credentials;

namespace Operator.Workspaces;

/// <summary>
/// The client of one DatabricksWorkspace. Its credential can be exchanged without harming calls under way; it is read when it is first needed, so
/// that a new process can work before it has reconciled the workspace itself.
/// </summary>
internal sealed class WorkspaceSession : IDisposable
{
    /// <summary>Longer than the workspace's own pass over an edit takes when all is well.</summary>
    private static readonly TimeSpan EditPatience = TimeSpan.FromSeconds(30);

    /// <summary>A Secret that is replaced is missing for seconds. One that is missing for longer was meant to go.</summary>
    private static readonly TimeSpan SecretPatience = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim gate = new(1);
    private readonly CredentialReader reader;
    private readonly SessionTrust trust;
    private readonly CredentialContext context;
    private readonly ReplaceableTokenSource tokens;
    private DatabricksWorkspace workspace;
    private Credential? credential;
    private long editSeenAt;
    private long? provenGeneration;
    private long? secretMissedAt;

    /// <param name="workspace">Whose it is.</param>
    /// <param name="settings">What the client is made of.</param>
    /// <param name="reader">Reads the credential.</param>
    /// <param name="trust">Which authorities the client trusts.</param>
    /// <param name="context">What tokens are got with.</param>
    /// <param name="connect">Makes the client with a source of tokens.</param>
    public WorkspaceSession(
        DatabricksWorkspace workspace, WorkspaceSettings settings, CredentialReader reader, SessionTrust trust, CredentialContext context,
        Func<ITokenSource, WorkspaceClient> connect)
    {
        (this.workspace, Settings, this.reader, this.trust, this.context) = (workspace, settings, reader, trust, context);
        tokens = new ReplaceableTokenSource(new Unread(this));
        editSeenAt = context.Time.GetTimestamp();
        Client = connect(tokens);
    }

    public string Uid => workspace.Metadata.Uid;

    public WorkspaceSettings Settings { get; }

    public WorkspaceClient Client { get; }

    /// <summary>The last credential that could be read; null before the first.</summary>
    public Credential? Credential => Volatile.Read(ref credential);

    /// <summary>True while the credential is being tried out, so that its refusal is no news.</summary>
    public bool IsProbing { get; set; }

    /// <summary>It, or its last edit, was first seen so short a time ago that the workspace's own pass may still be at it.</summary>
    public bool IsJustEdited => context.Time.GetElapsedTime(Volatile.Read(ref editSeenAt)) < EditPatience;

    /// <summary>A newer version of the same workspace, whose client needs no change.</summary>
    public void Update(DatabricksWorkspace newer)
    {
        if (newer.Metadata.Generation > workspace.Metadata.Generation)
        {
            Volatile.Write(ref editSeenAt, context.Time.GetTimestamp());
        }

        Volatile.Write(ref workspace, newer);
    }

    /// <summary>The workspace took the credential that this generation asks for.</summary>
    public void Proven(long? generation) => provenGeneration = generation;

    /// <summary>
    /// Whether the credential in memory is good enough while its Secret is missing: for ten minutes, and as long as the workspace has not been edited since it
    /// worked.
    /// </summary>
    public bool OutlivesItsSecret(long? generation)
    {
        secretMissedAt ??= context.Time.GetTimestamp();
        return Credential is not null && generation == provenGeneration && context.Time.GetElapsedTime(secretMissedAt.Value) < SecretPatience;
    }

    /// <summary>
    /// Reads whom to trust, and the credential, and uses it from now on; true when it is another one. When it cannot be read, the last one stays in use.
    /// </summary>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // First: with some credentials the next thing is a call to the host.
            await trust.RefreshAsync(Volatile.Read(ref workspace), cancellationToken).ConfigureAwait(false);
            var read = await reader.ReadAsync(Volatile.Read(ref workspace), cancellationToken).ConfigureAwait(false);
            secretMissedAt = null;
            if (read == credential)
            {
                return false;
            }

            tokens.Replace(read.Open(context));
            Volatile.Write(ref credential, read);
            return true;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The gate is not disposed: a caller may still wait at it, and it holds nothing that needs to be released.</summary>
    public void Dispose() => Client.Dispose();

    /// <summary>Stands where the credential will be, and fetches it for the first call.</summary>
    private sealed class Unread(WorkspaceSession owner) : ITokenSource
    {
        public async ValueTask<Secret> GetTokenAsync(CancellationToken cancellationToken)
        {
            try
            {
                await owner.RefreshAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (DependencyMissingException exception)
            {
                // A caller handles this kind of failure only.
                throw new DatabricksException(new DatabricksError(
                    "credential", exception.IsRetryable ? DatabricksErrorKind.Transient : DatabricksErrorKind.Unauthenticated, exception.Message));
            }

            return await owner.tokens.GetTokenAsync(cancellationToken).ConfigureAwait(false);
        }

        public bool Invalidate(Secret token) => false;
    }
}
