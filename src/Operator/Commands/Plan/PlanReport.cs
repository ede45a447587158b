using System.Globalization;
using Operator.Commands.Manifests;

namespace Operator.Commands.Plan;

/// <summary>The answer of <c>plan</c>.</summary>
/// <param name="Objects">In the order in which the operator comes to them.</param>
/// <param name="Problems">Documents that are not part of it.</param>
internal sealed record PlanReport(IReadOnlyList<PlannedObject> Objects, IReadOnlyList<ManifestProblem> Problems)
{
    public int Creations => Count(PlannedAction.Create) + Count(PlannedAction.Replace);

    public int Changes => Count(PlannedAction.Update);

    public int Deletions => Count(PlannedAction.Delete) + Count(PlannedAction.Replace);

    public int Unchanged => Count(PlannedAction.None);

    public int Waiting => Count(PlannedAction.Wait);

    public int Refused => Count(PlannedAction.Refused);

    public int Failed => Count(PlannedAction.Failed);

    public int Restarts => Objects.Count(planned => planned is { IsChange: true, Restarts: true });

    public bool HasChanges => Objects.Any(planned => planned.IsChange);

    public bool HasErrors => Problems.Count > 0 || Objects.Any(planned => planned.IsError);

    /// <summary>The last line.</summary>
    public string Summary
    {
        get
        {
            var restarts = Restarts switch { 0 => "", 1 => " (1 restart)", var some => $" ({some} restarts)" };
            var rest = string.Concat(
                new[] { (Waiting, "waiting"), (Refused, "refused"), (Failed, "failed"), (Problems.Count, "unreadable") }
                    .Where(part => part.Item1 > 0).Select(part => string.Create(CultureInfo.InvariantCulture, $", {part.Item1} {part.Item2}")));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"Plan: {Creations} to create, {Changes} to change{restarts}, {Deletions} to delete, {Unchanged} unchanged{rest}");
        }
    }

    private int Count(PlannedAction action) => Objects.Count(planned => planned.Action == action);
}
