using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Operator.FaultTests.World;

/// <summary>Everything that people can read of the operator: log lines at every level, events, writes. And the secrets that may stand in none of it.</summary>
internal sealed class SpokenRecord : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> spoken = new();
    private readonly ConcurrentQueue<string> secrets = new();
    private readonly ConcurrentQueue<string> mishaps = new();

    /// <summary>Lines by which the operator admits that something happened for which it has no answer.</summary>
    public IReadOnlyCollection<string> Mishaps => mishaps;

    public IEnumerable<string> Leaks => spoken.Where(text => secrets.Any(secret => text.Contains(secret, StringComparison.Ordinal)));

    public void Say(string text) => spoken.Enqueue(text);

    /// <summary>No text may hold it, neither as it is nor as Secrets encode it.</summary>
    public void Hide(string secret)
    {
        secrets.Enqueue(secret);
        secrets.Enqueue(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)));
    }

    /// <summary>What was said so far; the secrets stay in question.</summary>
    public void Forget() => spoken.Clear();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var text = $"{logLevel}: {formatter(state, exception)} {exception}";
        Say(text);
        if (logLevel >= LogLevel.Error)
        {
            mishaps.Enqueue(text);
        }
    }

    public void Dispose()
    {
    }
}
