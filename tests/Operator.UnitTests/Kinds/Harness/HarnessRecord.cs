using System.Collections.Concurrent;
using System.Text;

namespace Operator.UnitTests.Kinds.Harness;

/// <summary>What the operator did and said, in order, and the secrets it must not have said.</summary>
internal sealed class HarnessRecord
{
    private readonly ConcurrentQueue<string> steps = new();
    private readonly ConcurrentQueue<string> events = new();
    private readonly ConcurrentQueue<string> shown = new();
    private readonly ConcurrentQueue<string> secrets = new();

    /// <summary>Calls to the workspace, by operation, and writes to the API server, by method and resource.</summary>
    public IReadOnlyList<string> Steps => [.. steps];

    /// <summary>Type, reason and message.</summary>
    public IReadOnlyList<string> Events => [.. events];

    public void Step(string step) => steps.Enqueue(step);

    public void Event(string text)
    {
        events.Enqueue(text);
        Show(text);
    }

    /// <summary>A text that people can read: a write to the API server, an event, a line of the log.</summary>
    public void Show(string text) => shown.Enqueue(text);

    /// <summary>No text may hold it, neither as it is nor as Secrets encode it.</summary>
    public void Hide(string secret)
    {
        secrets.Enqueue(secret);
        secrets.Enqueue(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)));
    }

    /// <summary>Starts the lists anew; what was shown stays in question.</summary>
    public void Forget()
    {
        steps.Clear();
        events.Clear();
    }

    public void AssertNoSecretWasShown() =>
        Assert.All(shown, text => Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal)));
}
