using Microsoft.Extensions.Logging;

namespace Operator.UnitTests.Kinds.Harness;

/// <summary>Every line of the operator's log, at every level.</summary>
internal sealed class HarnessLog(HarnessRecord record) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        record.Show($"{logLevel}: {formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}
