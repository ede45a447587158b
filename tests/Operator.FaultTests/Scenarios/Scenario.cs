using Databricks.Simulator.Hosting;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Scenarios;

/// <summary>A story that ends well if nothing goes wrong, and has to end well if something does.</summary>
internal sealed record Scenario(string Name)
{
    public WorkspaceOptions Options { get; init; } = Pace.Workspace;

    /// <summary>Lists of the workspace come round by themselves, and not only when a pass asks for one.</summary>
    public bool IsListed { get; init; }

    public required IReadOnlyList<Thing> Things { get; init; }

    /// <summary>What is there before; faults come only after the steps that prepare.</summary>
    public IReadOnlyList<Step> Preparation { get; init; } = [];

    public required IReadOnlyList<Step> Steps { get; init; }

    public override string ToString() => Name;
}

/// <summary>Something that people do, and how one sees that all is as it should be again.</summary>
internal sealed record Step(string Name, Action<FaultWorld> Act, Func<FaultWorld, bool> IsDone)
{
    public const string Deletion = "delete";
    private const string RestPrefix = "at rest after ";

    /// <summary>What calls belong to after the step has ended.</summary>
    public string Rest => RestPrefix + Name;

    /// <summary>What is there then stays as it is until the next step.</summary>
    public bool IsLasting { get; init; } = true;

    public static bool IsRest(string step) => step.StartsWith(RestPrefix, StringComparison.Ordinal);
}
