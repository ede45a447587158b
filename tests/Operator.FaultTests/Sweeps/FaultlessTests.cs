using Operator.FaultTests.Scenarios;

namespace Operator.FaultTests.Sweeps;

/// <summary>The scenarios when nothing goes wrong: what every sweep is compared with.</summary>
public sealed class FaultlessTests
{
    public static TheoryData<string> Scenarios => [.. AllScenarios.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Scenario_WithoutAFault_KeepsEveryPromise(string scenario)
    {
        var result = await Sweep.FaultlessAsync(AllScenarios.Of(scenario));

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', result.Calls));
        Assert.True(result.Violations.Count == 0, string.Join('\n', result.Violations));
    }
}
