using Operator.Benchmarks.Fleets;
using Operator.Benchmarks.Processes;
using Operator.Benchmarks.Reports;

namespace Operator.Benchmarks.Phases;

/// <summary>
/// A small operator made with client-go goes through the phases that it has something to do in, as ours does after it: with a namespace, a workspace and
/// objects of its own, of which nothing stays.
/// </summary>
internal sealed class ClientGoPhase(ControlPlane plane, string program, ClientGoKind kind, Scenario scenario, TimeProvider time)
{
    private static readonly TimeSpan CleanupLimit = TimeSpan.FromMinutes(5);

    private readonly string @namespace = $"client-go-{scenario.Kind.Name}";

    public async Task<IReadOnlyList<Measurement>> MeasureAsync(Floor floor, CancellationToken cancellationToken)
    {
        try
        {
            await using var system = await SystemUnderTest.PrepareAsync(plane, Launch, scenario, @namespace, scenario.Count, time, cancellationToken);
            return [.. ClientGoFigures.Of(await MeasureAsync(system, floor, cancellationToken))];
        }
        finally
        {
            // Also when the run was cancelled.
            using var limit = new CancellationTokenSource(CleanupLimit, time);
            await Tenant.RemoveAsync(plane, scenario.Kind, @namespace, time, limit.Token);
        }
    }

    private ClientGoOperator Launch(Fleet fleet, SimulatedWorkspace workspace) =>
        ClientGoOperator.Start(program, plane.Kubeconfig, kind.Document(fleet.Namespace, workspace.Url, SimulatedWorkspace.Token));

    private async Task<IReadOnlyList<Measurement>> MeasureAsync(SystemUnderTest system, Floor floor, CancellationToken cancellationToken)
    {
        try
        {
            return
            [
                .. await new ConvergePhase(system, scenario).MeasureAsync(floor, null, cancellationToken),
                .. await new EditPhase(system, scenario, new Edits(system, scenario.Kind.Edit!)).MeasureAsync(floor, cancellationToken),
                .. await new DeletionPhase(system, scenario).MeasureAsync(cancellationToken),
            ];
        }
        catch (TimeoutException exception)
        {
            throw new InvalidOperationException($"client-go, {scenario.Name}: {exception.Message} Its last lines:\n{system.Log}", exception);
        }
    }
}
