namespace Operator.UnitTests.Databricks.Observation;

/// <summary>Holds a list before each of its pages until a test lets it go on, so that one may take as long as the test likes.</summary>
internal sealed class ListGate
{
    private readonly SemaphoreSlim asked = new(0);
    private readonly SemaphoreSlim open = new(0);

    /// <summary>The list's side.</summary>
    public async Task PassAsync(CancellationToken cancellationToken)
    {
        asked.Release();
        await open.WaitAsync(cancellationToken);
    }

    /// <summary>Returns once the list stands before its next page.</summary>
    public Task ArrivesAsync() => ArrivesAsync(TestContext.Current.CancellationToken);

    public Task ArrivesAsync(CancellationToken cancellationToken) => asked.WaitAsync(cancellationToken);

    /// <summary>Lets it read the page before which it stands.</summary>
    public void Open() => open.Release();
}
