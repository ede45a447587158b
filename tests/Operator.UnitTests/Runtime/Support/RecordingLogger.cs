using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Operator.UnitTests.Runtime.Support;

/// <summary>Remembers what was logged.</summary>
internal sealed class RecordingLogger<TCategory> : ILogger<TCategory>
{
    private readonly ConcurrentQueue<(LogLevel Level, string Message)> lines = new();

    public IReadOnlyList<string> Warnings => [.. lines.Where(line => line.Level == LogLevel.Warning).Select(line => line.Message)];

    public IReadOnlyList<string> Messages => [.. lines.Select(line => line.Message)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue((logLevel, formatter(state, exception)));
}
