using Databricks.Simulator.Runs;
using Operator.Api.V1Alpha1;
using Operator.UnitTests.Kinds.Runs;

namespace Operator.UnitTests.Conditions;

/// <summary>The table for runs: a wait for one ends with the run, well or not.</summary>
public sealed class RunSituationTests
{
    private static readonly (Situation Situation, Func<Task<RunHarness>> Arrange)[] Rows =
    [
        (new("running", "InProgress", "Progressing", "False/RunRunning"), () => RunHarness.RunningAsync()),
        (new("being cancelled", "InProgress", "Progressing", "False/RunRunning"), async () => await PassAsync(
            Edit(await RunHarness.RunningAsync(), spec => spec.Cancel = true))),
        (new("succeeded", "Current", "Healthy", "True/RunSucceeded"), () => RunHarness.EndedAsync()),
        (new("failed", "Failed", "Degraded", "False/RunFailed"), () => RunHarness.EndedAsync(new TaskFailure { Error = "ZeroDivisionError" })),
        (new("cancelled before its start", "Failed", "Degraded", "False/RunCanceled"), async () => await PassAsync(
            await RunHarness.StartAsync(spec => spec.Cancel = true))),
        (new("succeeded, and its workspace broke", "Current", "Healthy", "True/RunSucceeded"), async () =>
        {
            var run = await RunHarness.EndedAsync();
            run.Restart(hasWorkspace: false);
            return await PassAsync(run);
        }),
        (new("succeeded, and its parameters were edited", "Failed", "Degraded", "False/ImmutableFieldChanged"), async () =>
            await PassAsync(Edit(await RunHarness.EndedAsync(), spec => spec.JobParameters = new Dictionary<string, string> { ["day"] = "2" }))),
        (new("waits for its job", "InProgress", "Progressing", "False/DependencyNotReady"), async () =>
            await PassAsync(await RunHarness.StartAsync(spec => (spec.JobId, spec.JobRef) = (null, new ResourceReference { Name = "etl" })))),
        (new("created suspended", "InProgress", "Suspended", "Unknown/Suspended"), async () => await PassAsync(
            await RunHarness.StartAsync(spec => spec.Suspend = true))),
    ];

    public static TheoryData<string> Names => [.. Rows.Select(row => row.Situation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Reconcile_ARunInASituation_GivesTheVerdictsOfTheTable(string name)
    {
        var (situation, arrange) = Rows.Single(row => row.Situation.Name == name);

        await using var run = await arrange();

        Assert.Equal(situation.Expected, Situation.Of(run.Stored));
    }

    private static RunHarness Edit(RunHarness run, Action<DatabricksJobRunSpec> change)
    {
        run.Edit(change);
        return run;
    }

    private static async Task<RunHarness> PassAsync(RunHarness run)
    {
        await run.PassAsync();
        return run;
    }
}
