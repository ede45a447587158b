using System.Globalization;
using System.Text.Json.Nodes;
using Databricks.Simulator.Faults;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Kinds.Jobs;
using Operator.Managed;
using static Operator.UnitTests.Kinds.Jobs.Jobs;

namespace Operator.UnitTests.Kinds.Jobs;

/// <summary>A job goes, with all that runs of it, whatever state its settings are in.</summary>
public sealed class JobDeletionTests : IAsyncLifetime
{
    private const string Scheduled = """
        {
          "name": "etl", "schedule": {"quartz_cron_expression": "0 0 * * * ?", "timezone_id": "UTC"},
          "tasks": [{"task_key": "a", "notebook_task": {"notebook_path": "/a"}}]
        }
        """;

    private JobFixture fixture = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => fixture = await JobFixture.StartAsync();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Delete_AJobThatCannotBePaused_IsDeletedAllTheSameAndSaysSo()
    {
        var id = fixture.Workspace.Workspace.Jobs.Create(JsonNode.Parse(Scheduled)!.AsObject(), Creator);
        await fixture.Client.Runs.RunNowAsync(new Operator.Databricks.Runs.RunNow { JobId = id, IdempotencyToken = "one" }, Cancellation);
        fixture.Workspace.Workspace.Faults.Add(Fault.Error("jobs/update", 400, "INVALID_PARAMETER_VALUE", "Policy 12 does not exist") with { Count = null });

        var first = await fixture.Remote.DeleteAsync(await ObserveAsync($"{id}"), DeletionPolicy.Delete, fixture.Client, Cancellation);
        Assert.False(first.IsDone);
        Assert.Contains("Policy 12", first.PassedOver, StringComparison.Ordinal);
        Assert.Single(fixture.Workspace.Workspace.Journal.Of("jobs/runs/cancel-all"));
        fixture.Workspace.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.True((await fixture.Remote.DeleteAsync(await ObserveAsync($"{id}"), DeletionPolicy.Delete, fixture.Client, Cancellation)).IsDone);
        Assert.Single(fixture.Workspace.Workspace.Journal.Of("jobs/delete"));
    }

    [Fact]
    public async Task Delete_AJobWhosePauseFailsForAnotherReason_IsNotDeletedUnpaused()
    {
        var id = fixture.Workspace.Workspace.Jobs.Create(JsonNode.Parse(Scheduled)!.AsObject(), Creator);
        fixture.Workspace.Workspace.Faults.Add(Fault.Error("jobs/update", 403, "PERMISSION_DENIED", "no right"));

        var observed = await ObserveAsync($"{id}");
        await Assert.ThrowsAsync<DatabricksException>(() => fixture.Remote.DeleteAsync(observed, DeletionPolicy.Delete, fixture.Client, Cancellation));

        Assert.Empty(fixture.Workspace.Workspace.Journal.Of("jobs/delete"));
    }

    [Fact]
    public async Task Delete_WhileRunsDoNotEnd_NamesThemAndWhereTheyAre()
    {
        var id = long.Parse(await fixture.CreateAsync(WithTask(_ => { }), Marker), CultureInfo.InvariantCulture);
        var run = await fixture.Client.Runs.RunNowAsync(new Operator.Databricks.Runs.RunNow { JobId = id, IdempotencyToken = "one" }, Cancellation);

        var first = await fixture.Remote.DeleteAsync(await ObserveAsync($"{id}"), DeletionPolicy.Delete, fixture.Client, Cancellation);
        var second = await fixture.Remote.DeleteAsync(await ObserveAsync($"{id}"), DeletionPolicy.Delete, fixture.Client, Cancellation);

        Assert.Contains($"{run.RunId} ({fixture.Client.Host}/jobs/{id}/runs/{run.RunId})", first.Blocker, StringComparison.Ordinal);
        // The same words while nothing has changed: a status that ticks would be written at each look.
        Assert.Equal(first.Blocker, second.Blocker);
    }

    private async Task<ObservedJob> ObserveAsync(string id) => (await fixture.Remote.ObserveAsync(new DatabricksJob(), id, LookSource.Object, fixture.Client, Cancellation))!;
}
