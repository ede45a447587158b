using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;

namespace Operator.Benchmarks.Processes;

/// <summary>A collection of all garbage in another .NET process, so that what its memory holds afterwards is in use.</summary>
internal static class FullCollection
{
    /// <summary>
    /// GCHeapCollect: the runtime collects once when a session asks for it.
    /// https://learn.microsoft.com/dotnet/framework/performance/clr-etw-keywords-and-levels
    /// </summary>
    private const long Collect = 0x800000;

    private const int BufferMegabytes = 1;

    /// <param name="process">Its id. It must run as the same user, with its diagnostics on, which is the default.</param>
    /// <param name="cancellationToken">Ends the wait; the collection may still come.</param>
    /// <exception cref="ServerNotAvailableException">The process has ended or does not listen.</exception>
    public static async Task MakeAsync(int process, CancellationToken cancellationToken)
    {
        var runtime = new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, Collect);
        using var session = await new DiagnosticsClient(process).StartEventPipeSessionAsync([runtime], false, BufferMegabytes, cancellationToken);
        // The stop of a session waits until its events have been read, so they are read and dropped here.
        var read = session.EventStream.CopyToAsync(Stream.Null, cancellationToken);
        await session.StopAsync(cancellationToken);
        await read;
    }
}
