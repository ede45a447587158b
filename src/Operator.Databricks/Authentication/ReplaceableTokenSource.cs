using Operator.Databricks.Errors;

namespace Operator.Databricks.Authentication;

/// <summary>
/// A credential that can be exchanged under a living client, so that a rotated Secret costs neither connections nor what the client has learnt.
/// A source that was replaced is disposed when the last call that asks it has its answer.
/// </summary>
public sealed class ReplaceableTokenSource : ITokenSource, IDisposable
{
    private readonly Lock gate = new();
    private Held current;
    private bool disposed;

    /// <param name="first">Belongs to this source from now on, as every later one.</param>
    public ReplaceableTokenSource(ITokenSource first) => current = new Held(first);

    /// <summary>Calls that begin from now on use the next source. Once this source is disposed, the next one is disposed at once.</summary>
    public void Replace(ITokenSource next)
    {
        ITokenSource? unused;
        lock (gate)
        {
            if (ReferenceEquals(next, current.Source))
            {
                return;
            }

            unused = disposed ? next : current.Retire();
            current = disposed ? current : new Held(next);
        }

        (unused as IDisposable)?.Dispose();
    }

    public async ValueTask<Secret> GetTokenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var held = Enter();
            try
            {
                return await held.Source.GetTokenAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (DatabricksException) when (IsReplaced(held))
            {
                // The credential that failed is no longer the one to use: the next round asks the other.
            }
            finally
            {
                Leave(held);
            }
        }
    }

    public bool Invalidate(Secret token)
    {
        var held = Enter();
        try
        {
            return held.Source.Invalidate(token);
        }
        finally
        {
            Leave(held);
        }
    }

    public void Dispose()
    {
        ITokenSource? unused;
        lock (gate)
        {
            unused = disposed ? null : current.Retire();
            disposed = true;
        }

        (unused as IDisposable)?.Dispose();
    }

    private Held Enter()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            current.Users++;
            return current;
        }
    }

    private void Leave(Held held)
    {
        ITokenSource? unused;
        lock (gate)
        {
            held.Users--;
            unused = held.UnusedOrNull;
        }

        (unused as IDisposable)?.Dispose();
    }

    private bool IsReplaced(Held held)
    {
        lock (gate)
        {
            return !disposed && held != current;
        }
    }

    /// <summary>A source and the calls inside it; touched under the lock only.</summary>
    private sealed class Held(ITokenSource source)
    {
        private bool isRetired;

        public ITokenSource Source { get; } = source;

        public int Users { get; set; }

        /// <summary>The source once it is no longer used: the caller that released it last disposes it, outside of the lock.</summary>
        public ITokenSource? UnusedOrNull => isRetired && Users == 0 ? Source : null;

        public ITokenSource? Retire()
        {
            isRetired = true;
            return UnusedOrNull;
        }
    }
}
