using Operator.FaultTests.Injections;
using Operator.FaultTests.Scenarios;

namespace Operator.FaultTests.Sweeps;

/// <summary>Every fault at every request to the API server, in every scenario.</summary>
[Collection(SweepCollection.Name)]
public sealed class KubernetesSweepTests
{
    public static MatrixTheoryData<string, string> Cases => new(Sweep.Scenarios, KubernetesFaults.All.Select(fault => fault.Name));

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Kubernetes_FaultAtEachRequest_BreaksNoPromise(string scenario, string fault) =>
        Sweep.RunAsync(AllScenarios.Of(scenario), KubernetesFaults.All.Single(known => known.Name == fault));
}
