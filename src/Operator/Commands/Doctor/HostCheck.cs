using Operator.Databricks.Http;

namespace Operator.Commands.Doctor;

/// <summary>Makes the way to a workspace's host; a test puts a stub behind it.</summary>
internal delegate HttpMessageHandler ConnectHost(WorkspaceHost host, TrustedRoots? roots);

/// <summary>Asks a host for anything at all, on the way that the operator's client takes and without a credential.</summary>
internal sealed class HostCheck(ConnectHost connect, TimeProvider time)
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public async Task<IReadOnlyList<DoctorFinding>> RunAsync(WorkspaceHost host, TrustedRoots? roots, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Limit, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var client = new HttpMessageInvoker(connect(host, roots));
            using var request = new HttpRequestMessage(HttpMethod.Head, host.Address);
            using var answer = await client.SendAsync(request, deadline.Token).ConfigureAwait(false);
            return
            [
                DoctorFinding.Passed($"host/{host.Address.Host}", $"answers ({(int)answer.StatusCode})"),
                ClusterVerdict.Clock($"clock/{host.Address.Host}", "it", time.GetUtcNow(), answer.Headers.Date),
            ];
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return [HostVerdict.Of(host.Address.Host, exception, Limit)];
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return [HostVerdict.Of(host.Address.Host, exception, Limit)];
        }
    }
}
