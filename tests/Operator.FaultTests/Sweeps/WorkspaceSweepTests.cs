using Operator.FaultTests.Injections;
using Operator.FaultTests.Scenarios;

namespace Operator.FaultTests.Sweeps;

/// <summary>Every fault at every call to the workspace, in every scenario.</summary>
[Collection(SweepCollection.Name)]
public sealed class WorkspaceSweepTests
{
    public static TheoryData<string> Scenarios => [.. Sweep.Scenarios];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public Task Workspace_FaultAtEachCall_BreaksNoPromise(string scenario) => Sweep.RunAsync(AllScenarios.Of(scenario), WorkspaceFaults.All);
}
