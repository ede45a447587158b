using Operator.Benchmarks.Fleets;

namespace Operator.Benchmarks.Phases;

/// <summary>Edits of different objects, each once the call of the one before arrived: from before the patch is sent until the workspace is called.</summary>
internal sealed class Edits(SystemUnderTest system, FleetEdit edit)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private int number;

    public async Task<double> MillisecondsAsync(CancellationToken cancellationToken)
    {
        var name = system.Fleet.Names[number++ % system.Fleet.Names.Count];
        var (position, at, sent) = (system.Journal.LastSequence, system.Time.GetUtcNow(), edit.Sent(number));
        await system.Fleet.PatchAsync(name, edit.Patch(number), cancellationToken);
        DateTimeOffset? arrived = null;
        await system.WaitAsync(
            () =>
            {
                arrived = system.Journal.After(position)
                    .FirstOrDefault(call => call.Mutating && call.Body.Contains(sent, StringComparison.Ordinal))?.At;
                return arrived is not null;
            },
            $"the call that an edit of {name} leads to",
            Patience,
            cancellationToken);
        return (arrived!.Value - at).TotalMilliseconds;
    }
}
