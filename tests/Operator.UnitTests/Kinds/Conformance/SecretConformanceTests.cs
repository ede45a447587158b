using System.Text;
using Databricks.Simulator.Faults;
using Databricks.Simulator.Hosting;
using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Kinds.Conformance;

/// <summary>
/// No credential and no value of a Secret in anything that people can read. Every test on the harness checks its writes, events and log lines at its end; these
/// bring secrets near them.
/// </summary>
public sealed class SecretConformanceTests : KindConformanceTests
{
    private const string Hidden = "canary-of-a-secret-4711";

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Create_RefusalThatRepeatsTheCredential_DoesNotShowIt(string kind)
    {
        await using var one = await SampledObject.StartAsync(kind);
        one.Create();
        one.Remote.Faults.Add(Fault.Error(one.Sample.Creates, 400, "INVALID_PARAMETER_VALUE", $"The call of {WorkspaceOptions.DefaultToken} is refused."));

        await one.Harness.PassAsync();

        Assert.Contains("is refused", one.Harness.Message(ConditionTypes.Stalled), StringComparison.Ordinal);
        Assert.DoesNotContain(WorkspaceOptions.DefaultToken, one.Harness.Stored.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(KindsWith), ConformanceCase.SecretReference)]
    public async Task Create_SpecThatRefersToASecret_SendsItsValueAndShowsItNowhere(string kind)
    {
        await using var one = await SampledObject.StartAsync(kind);
        one.Harness.Api.PutSecret("hidden", "value", Encoding.UTF8.GetBytes(Hidden));
        one.Create(one.Sample.SecretReference!);

        await one.SettleAsync();
        await one.LookAsync();

        Assert.DoesNotContain(Hidden, one.Harness.Stored.ToJsonString(), StringComparison.Ordinal);
        var sent = one.Harness.Workspace.Calls.Single(call => call.Operation == one.Sample.Creates).Body;
        Assert.Contains(new[] { Hidden, Convert.ToBase64String(Encoding.UTF8.GetBytes(Hidden)) }, value => sent.Contains(value, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(KindsWith), ConformanceCase.SecretReference)]
    public async Task Create_SecretThatIsMissing_IsWaitedForAndNamed(string kind)
    {
        await using var one = await SampledObject.StartAsync(kind);
        one.Create(one.Sample.SecretReference!);

        await one.Harness.PassAsync();
        Assert.Equal(("False", Reasons.DependencyNotReady), one.Harness.Condition(ConditionTypes.Ready));
        Assert.Contains("hidden", one.Harness.Message(), StringComparison.Ordinal);
        Assert.Empty(one.Changes);
        one.Harness.Api.PutSecret("hidden", "value", Encoding.UTF8.GetBytes(Hidden));
        await one.SettleAsync();

        Assert.Equal([one.Id], one.Ids);
    }
}
