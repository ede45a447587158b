using Operator.FaultTests.Injections;
using Operator.FaultTests.Scenarios;

namespace Operator.FaultTests.Sweeps;

/// <summary>Every fault at every request to the API server, in every scenario.</summary>
[Collection(SweepCollection.Name)]
public sealed class KubernetesSweepTests
{
    public static TheoryData<string> Scenarios => [.. Sweep.Scenarios];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public Task Kubernetes_FaultAtEachRequest_BreaksNoPromise(string scenario) => Sweep.RunAsync(AllScenarios.Of(scenario), KubernetesFaults.All);
}
