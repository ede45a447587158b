using System.Text.Json.Nodes;
using Operator.Benchmarks.Fleets;
using Operator.Benchmarks.Processes;

namespace Operator.Benchmarks.Soak;

/// <summary>What users do to objects: a tenth of each kind at a time, another one each time.</summary>
internal sealed class ObjectChanges(SoakSystem system, TimeProvider time)
{
    private const int Part = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly WorkspaceDrift drift = new(system);
    private int edits;

    public async Task EditAsync(int round, CancellationToken cancellationToken)
    {
        var number = ++edits;
        foreach (var fleet in system.Fleets)
        {
            if (fleet.Kind.Edit is { } edit)
            {
                await EachAsync(Chosen(fleet, number), (name, token) => fleet.PatchAsync(name, edit.Patch(number), token), cancellationToken);
            }
        }
    }

    public Task DriftAsync(int round, CancellationToken cancellationToken)
    {
        drift.Make(round);
        return Task.CompletedTask;
    }

    public bool IsDriftMended() => drift.IsMended();

    public async Task RecreateAsync(int round, CancellationToken cancellationToken)
    {
        foreach (var fleet in system.Fleets)
        {
            var chosen = Chosen(fleet, round);
            await EachAsync(chosen, fleet.DeleteAsync, cancellationToken);
            system.RetiredRuns += fleet.Kind.Name == "run" ? chosen.Count : 0;
        }

        foreach (var fleet in system.Fleets)
        {
            var chosen = Chosen(fleet, round);
            await GoneAsync(fleet, chosen, cancellationToken);
            await EachAsync(chosen, fleet.CreateAsync, cancellationToken);
        }
    }

    private static List<string> Chosen(Fleet fleet, int number) => [.. fleet.Names.Where((_, index) => index % Part == number % Part)];

    private static Task EachAsync(IEnumerable<string> names, Func<string, CancellationToken, Task> action, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(names, cancellationToken, async (name, token) => await action(name, token));

    private Task GoneAsync(Fleet fleet, List<string> names, CancellationToken cancellationToken) => new Poll(time).UntilAsync(
        async () => !(await fleet.ListAsync(cancellationToken)).Any(entity => names.Contains(NameOf(entity))),
        $"deleted objects of {fleet.Kind.Kind} to be gone",
        Patience,
        TimeSpan.FromSeconds(1),
        cancellationToken);

    private static string NameOf(JsonNode entity) => (string)entity["metadata"]!["name"]!;
}
