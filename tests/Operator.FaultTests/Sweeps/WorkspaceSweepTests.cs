using Operator.FaultTests.Injections;
using Operator.FaultTests.Scenarios;

namespace Operator.FaultTests.Sweeps;

/// <summary>Every fault at every call to the workspace, in every scenario.</summary>
[Collection(SweepCollection.Name)]
public sealed class WorkspaceSweepTests
{
    public static MatrixTheoryData<string, string> Cases => new(
        Sweep.Scenarios, WorkspaceFaults.All.Select(fault => fault.Name));

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Workspace_FaultAtEachCall_BreaksNoPromise(string scenario, string fault) =>
        Sweep.RunAsync(AllScenarios.Of(scenario), WorkspaceFaults.All.Single(known => known.Name == fault));
}
