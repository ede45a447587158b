using Databricks.Simulator.Journal;

namespace Databricks.Simulator.Faults;

/// <summary>Hooks by which a test stops a call exactly before or after its effect: the call waits for the task.</summary>
public sealed class Gates
{
    internal Gates()
    {
    }

    public Func<JournalEntry, Task>? BeforeEffect { get; set; }

    public Func<JournalEntry, Task>? AfterEffect { get; set; }

    internal static Task PassAsync(Func<JournalEntry, Task>? gate, JournalEntry entry, CancellationToken cancellationToken) =>
        gate is null ? Task.CompletedTask : gate(entry).WaitAsync(cancellationToken);
}
