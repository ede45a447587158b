using System.Net;
using Operator.Databricks.Errors;

namespace Operator.UnitTests.Managed.StateSpace;

/// <summary>What happens before a pass, or goes wrong in it.</summary>
internal sealed record Operation(string Name, Action<Exploration> Act)
{
    private static readonly DatabricksErrorKind Failing = DatabricksErrorKind.Transient;

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("nothing", _ => { }),
        new("the grace goes by", explored => explored.LetGraceGoBy()),
        new("restart", explored => explored.Pass.Restart()),
        new("edit", explored => explored.Edit(spec => spec.NumWorkers++)),
        new("drift", explored => explored.ChangeOwn(own => own with { IsDifferent = true })),
        new("removal in the workspace", explored => explored.RemoveOwn()),
        new("suspend or resume", explored => explored.Toggle()),
        new("delete", explored => explored.IsDeleting = true),
        new("reads fail", explored => Fail(explored, ["get", "search"], afterEffect: false)),
        new("changes fail", explored => Fail(explored, ["create", "act", "delete"], afterEffect: false)),
        new("replies to changes are lost", explored => Fail(explored, ["create", "act", "delete"], afterEffect: true)),
        new("what is created is not seen at once", explored => explored.HidesCreated = true),
        new("status is refused", explored => explored.Pass.Refusal =
            request => request.Path.EndsWith("/status", StringComparison.Ordinal) ? HttpStatusCode.InternalServerError : null),
    ];

    public override string ToString() => Name;

    private static void Fail(Exploration explored, IEnumerable<string> calls, bool afterEffect)
    {
        foreach (var call in calls)
        {
            explored.Pass.External.Failures[call] = (PassHarness.Failure(Failing, mayHaveTakenEffect: afterEffect), afterEffect);
        }
    }
}
