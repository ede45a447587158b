using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Operator.Benchmarks.Soak;

/// <summary>Passes the bytes between the operator and the API server on, until it is told to break the connections that are open.</summary>
internal sealed class ConnectionRelay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<Relayed, bool> open = new();
    private readonly Uri target;
    private readonly Task accepting;

    public ConnectionRelay(Uri target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>What stands for the target's host and port.</summary>
    public string Address => $"{listener.LocalEndpoint}";

    /// <summary>Each connection is closed: watches end, and so does what is on its way.</summary>
    public void Cut()
    {
        foreach (var relayed in open.Keys)
        {
            relayed.Dispose();
        }
    }

    /// <summary>Each connection stays open and nothing comes through any more, as behind a load balancer that has forgotten it. New ones work.</summary>
    public void Silence()
    {
        foreach (var relayed in open.Keys)
        {
            relayed.IsSilent = true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        Cut();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            // Each goes on by itself, and ends with one of its two sides.
            _ = ServeAsync(new Relayed(await listener.AcceptTcpClientAsync(stopping.Token)));
        }
    }

    private async Task ServeAsync(Relayed relayed)
    {
        open[relayed] = true;
        try
        {
            await relayed.RunAsync(target, stopping.Token);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side went away: the other one sees the same.
        }
        finally
        {
            open.TryRemove(relayed, out _);
            relayed.Dispose();
        }
    }

    /// <summary>One connection with its two sides.</summary>
    private sealed class Relayed(TcpClient near) : IDisposable
    {
        private readonly TcpClient far = new();
        private volatile bool isSilent;

        public bool IsSilent
        {
            set => isSilent = value;
        }

        public async Task RunAsync(Uri target, CancellationToken cancellationToken)
        {
            await far.ConnectAsync(target.Host, target.Port, cancellationToken);
            (near.NoDelay, far.NoDelay) = (true, true);
            var ended = await Task.WhenAny(PassAsync(near, far, cancellationToken), PassAsync(far, near, cancellationToken));
            await ended;
        }

        public void Dispose()
        {
            near.Dispose();
            far.Dispose();
        }

        private async Task PassAsync(TcpClient from, TcpClient to, CancellationToken cancellationToken)
        {
            var (source, sink, buffer) = (from.GetStream(), to.GetStream(), new byte[16 * 1024]);
            while (await source.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                if (!isSilent)
                {
                    await sink.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                }
            }
        }
    }
}
