using System.Threading.Channels;

namespace Operator.UnitTests.Databricks.Observation;

/// <summary>Holds a list before each of its pages until a test lets it go on, so that one may take as long as the test likes.</summary>
internal sealed class ListGate
{
    private readonly Channel<bool> asked = Channel.CreateUnbounded<bool>();
    private readonly Channel<bool> opened = Channel.CreateUnbounded<bool>();

    /// <summary>The list's side.</summary>
    public async Task PassAsync(CancellationToken cancellationToken)
    {
        asked.Writer.TryWrite(true);
        await opened.Reader.ReadAsync(cancellationToken);
    }

    /// <summary>Returns once the list stands before its next page.</summary>
    /// <param name="patience">Ends the wait, besides the end of the test.</param>
    public async Task ArrivesAsync(CancellationToken patience)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience, TestContext.Current.CancellationToken);
        await asked.Reader.ReadAsync(either.Token);
    }

    /// <summary>Lets it read the page before which it stands.</summary>
    public void Open() => opened.Writer.TryWrite(true);
}
