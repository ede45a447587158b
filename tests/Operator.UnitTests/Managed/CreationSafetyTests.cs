using System.Net;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Runtime.Client;

namespace Operator.UnitTests.Managed;

/// <summary>One remote object per resource, ever: after lost replies, restarts, stale caches and lagging reads.</summary>
public sealed class CreationSafetyTests
{
    [Fact]
    public async Task Reconcile_AnotherProcessWasHereBefore_WaitsForWhatItMayHaveCreated()
    {
        using var pass = PassHarness.Start(cluster => cluster.Metadata.Finalizers = [Ownership.Finalizer]);

        var result = await pass.ReconcileAsync();
        Assert.Empty(pass.External.Calls);
        Assert.Equal(PassHarness.Grace, result.RequeueAfter);
        Assert.Equal(("False", Reasons.Provisioning), pass.Condition(ConditionTypes.Ready));

        pass.Time.Advance(PassHarness.Grace);
        await pass.ReconcileAsync();
        // From a list begun only now: an older one may not show what was created meanwhile.
        Assert.Equal(["search 12:00:15", $"create {PassHarness.Marker}"], pass.External.Calls);
    }

    [Fact]
    public async Task Reconcile_AnotherProcessCreatedItAndDied_TakesThatOne()
    {
        using var pass = PassHarness.Start(cluster => cluster.Metadata.Finalizers = [Ownership.Finalizer]);
        pass.External.Objects.Add(new FakeObject("orphan", PassHarness.Marker));

        await pass.ReconcileAsync();
        pass.Time.Advance(PassHarness.Grace);
        await pass.ReconcileAsync();

        Assert.Equal("orphan", pass.Status.ClusterId);
        Assert.Single(pass.External.Objects);
    }

    [Fact]
    public async Task Reconcile_AReplyThatWasLost_CreatesNoSecondOne()
    {
        using var pass = PassHarness.Start();
        pass.External.Failures["create"] = (PassHarness.Failure(DatabricksErrorKind.Transient, mayHaveTakenEffect: true), true);
        await pass.ReconcileAsync();
        Assert.Single(pass.External.Objects);
        pass.External.Failures.Clear();

        await pass.ReconcileAsync();
        Assert.Null(pass.Status.ClusterId);
        pass.Time.Advance(PassHarness.Grace);
        await pass.ReconcileAsync();

        Assert.Equal("new-1", pass.Status.ClusterId);
        Assert.Single(pass.External.Objects);
    }

    [Fact]
    public async Task Reconcile_ARefusedCreation_IsTriedAgainWithoutTheGrace()
    {
        using var pass = PassHarness.Start();
        pass.External.Failures["create"] = (PassHarness.Failure(DatabricksErrorKind.Throttled), false);
        await pass.ReconcileAsync();
        Assert.Equal(("Unknown", Reasons.RateLimited), pass.Condition(ConditionTypes.Synced));
        pass.External.Failures.Clear();

        await pass.ReconcileAsync();

        Assert.Equal("new-1", pass.Status.ClusterId);
    }

    [Fact]
    public async Task Reconcile_TheStatusCouldNotBeWritten_TakesTheOneItCreated()
    {
        using var pass = PassHarness.Start();
        pass.Refusal = request => request.Path.EndsWith("/status", StringComparison.Ordinal) ? HttpStatusCode.InternalServerError : null;
        await Assert.ThrowsAnyAsync<Exception>(pass.ReconcileAsync);
        Assert.Single(pass.External.Objects);
        pass.Refusal = _ => null;

        pass.Time.Advance(PassHarness.Grace);
        await pass.ReconcileAsync();

        Assert.Equal("new-1", pass.Status.ClusterId);
        Assert.Single(pass.External.Objects);
    }

    [Fact]
    public async Task Reconcile_TheFirstStatusFailsWhileACreationIsUnderWay_StillRecordsItsId()
    {
        using var pass = PassHarness.Start();
        var refused = new TaskCompletionSource();
        pass.Refusal = request => request.Path.EndsWith("/status", StringComparison.Ordinal) && refused.TrySetResult()
            ? HttpStatusCode.InternalServerError
            : null;
        pass.External.Before["create"] = () => TakeLongAsync(pass, until: () => refused.Task.IsCompleted);

        await pass.ReconcileAsync();

        Assert.True(refused.Task.IsCompleted);
        Assert.Equal("new-1", pass.Status.ClusterId);
    }

    [Fact]
    public async Task Reconcile_ASlowWorkspace_GetsAFirstStatusMeanwhile()
    {
        using var pass = PassHarness.Start();
        pass.External.Before["create"] = () => TakeLongAsync(pass, until: () => pass.Writes.Count == 2);

        await pass.ReconcileAsync();

        var first = JsonNode.Parse(pass.Writes[1].Body)!["status"]!;
        Assert.Equal(1, (int)first["observedGeneration"]!);
        Assert.Contains("Reconciling", first["conditions"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("new-1", pass.Status.ClusterId);
    }

    [Theory]
    [InlineData("\"clusterId\":\"theirs\",")]
    [InlineData("")]
    public async Task Reconcile_ACacheThatDoesNotKnowOfAnotherProcess_DoesNotCreateASecondOne(string id)
    {
        using var pass = PassHarness.Start();
        AsAnotherProcess(pass, status: $$"""
            {{{id}}"conditions":[{"type":"Ready","status":"False","reason":"Provisioning","message":"","lastTransitionTime":"2026-03-09T11:59:00Z"}]}
            """);

        var conflict = await Assert.ThrowsAsync<ApiServerException>(pass.ReconcileAsync);

        Assert.True(conflict.IsConflict);
        Assert.DoesNotContain(pass.External.Calls, call => call.StartsWith("create", StringComparison.Ordinal));
        Assert.Single(pass.External.Objects);
    }

    [Fact]
    public async Task Reconcile_ACacheOlderThanTheSpec_ActsOnNeither()
    {
        using var pass = PassHarness.Start();
        pass.ApplyUnseen(stored => stored["metadata"]!["generation"] = 2);

        await pass.ReconcileAsync();

        Assert.Equal(["finalizer"], pass.External.Calls);
        Assert.Equal(1, pass.Stored["status"]!["observedGeneration"]!.GetValue<int>());
    }

    [Fact]
    public async Task Reconcile_AnIdThatCannotBeSeenYet_IsNotGivenUp()
    {
        using var pass = await PassHarness.CreatedAsync();
        pass.External.Unseen.Add("new-1");

        await pass.ReconcileAsync();
        Assert.Equal(["get new-1"], pass.External.Calls);
        Assert.Equal("new-1", pass.Status.ClusterId);
        Assert.Equal(("Unknown", Reasons.RemoteMissing), pass.Condition(ConditionTypes.Synced));

        pass.External.Unseen.Clear();
        await pass.ReconcileAsync();
        Assert.Equal(("True", Reasons.Available), pass.Condition(ConditionTypes.Ready));
        Assert.Single(pass.External.Objects);
    }

    [Fact]
    public async Task Reconcile_AnObjectThatIsGone_IsCreatedAgainAfterASearch()
    {
        using var pass = await PassHarness.CreatedAsync();
        pass.External.Objects.Clear();
        pass.Time.Advance(PassHarness.Grace);

        await pass.ReconcileAsync();

        Assert.Equal(["get new-1", "search 12:00:15", $"create {PassHarness.Marker}"], pass.External.Calls);
        Assert.Contains(pass.Events, one => one.StartsWith("Warning RemoteMissing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reconcile_AnAdoptedObjectThatIsGone_IsNotReplacedByAnother()
    {
        using var pass = await AdoptedAsync();
        pass.External.Objects.Clear();
        pass.Time.Advance(PassHarness.Grace);

        await pass.ReconcileAsync();
        await pass.ReconcileAsync();

        Assert.Empty(pass.External.Objects);
        Assert.Equal(("True", Reasons.RemoteMissing), pass.Condition(ConditionTypes.Stalled));
    }

    [Fact]
    public async Task Reconcile_AnotherWorkspaceAnswers_TakesNothingForDeleted()
    {
        using var pass = PassHarness.Start();
        await pass.AnswersAsAsync("1111");
        await pass.ReconcileAsync();
        Assert.Equal("1111", pass.Status.WorkspaceId);
        pass.External.Objects.Clear();
        pass.Time.Advance(PassHarness.Grace);
        await pass.AnswersAsAsync("2222");
        pass.Reset();

        await pass.ReconcileAsync();

        Assert.Equal(["get new-1"], pass.External.Calls);
        Assert.Equal("new-1", pass.Status.ClusterId);
        Assert.Equal(("True", Reasons.Conflict), pass.Condition(ConditionTypes.Stalled));
    }

    /// <summary>Goes on advancing: the pass may set its timer only after the workspace was called.</summary>
    private static async Task TakeLongAsync(PassHarness pass, Func<bool> until)
    {
        while (!until())
        {
            pass.Time.Advance(PassHarness.Timing.FirstStatus);
            await Task.Yield();
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>A resource that took over an existing object by its id.</summary>
    private static async Task<PassHarness> AdoptedAsync()
    {
        var pass = PassHarness.Start(cluster => cluster.Spec.ExternalId = "theirs");
        pass.External.Objects.Add(new FakeObject("theirs", null));
        await pass.ReconcileAsync();
        Assert.Equal("theirs", pass.Status.ClusterId);
        pass.Time.Advance(PassHarness.Grace);
        pass.Ledger.UntilCertain("uid-1");
        pass.Time.Advance(PassHarness.Grace);
        return pass;
    }

    /// <summary>The finalizer, the object and the status of another process, which our informer has not seen.</summary>
    private static void AsAnotherProcess(PassHarness pass, string status)
    {
        pass.ApplyUnseen(stored =>
        {
            stored["metadata"]!["finalizers"] = new JsonArray(Ownership.Finalizer);
            stored["status"] = JsonNode.Parse(status);
        });
        pass.External.Objects.Add(new FakeObject("theirs", PassHarness.Marker));
    }
}
