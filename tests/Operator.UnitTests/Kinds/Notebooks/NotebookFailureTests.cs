using Databricks.Simulator.Faults;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Status;
using Operator.UnitTests.Managed;

namespace Operator.UnitTests.Kinds.Notebooks;

/// <summary>Crashes, lost replies and refusals end in one notebook, and in no false word.</summary>
public sealed class NotebookFailureTests
{
    // behavior §14, trap 9: the import happened and nobody wrote it down.
    [Theory]
    [InlineData("SOURCE")]
    [InlineData("JUPYTER")]
    public async Task Crash_BetweenTheImportAndItsRecord_IsFoundAgainAndNotImportedTwice(string format)
    {
        await using var passes = await NotebookHarness.CreatedAsync(notebook =>
        {
            if (format == "JUPYTER")
            {
                (notebook.Spec.Format, notebook.Spec.Language, notebook.Spec.Content) = (format, null, NotebookFormatTests.Document("print(1)"));
            }
        });
        passes.CrashWithoutStatus();

        await passes.SettleAsync();

        Assert.Equal(["workspace/import"], passes.Mutations());
        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Crash_BetweenTheImportAndItsRecord_LeavesNothingBehindWhenTheResourceGoesThen()
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        passes.CrashWithoutStatus();

        Assert.False(await passes.FinalizeAsync());
        passes.Time.Advance(NotebookHarness.CreationGrace);

        Assert.True(await passes.FinalizeAsync());
        Assert.Empty(passes.Objects.Paths);
    }

    public static TheoryData<string, int> Failures
    {
        get
        {
            var failures = new TheoryData<string, int>();
            foreach (var operation in new[]
            {
                "workspace/get-status", "workspace/export", "workspace/import", "workspace/mkdirs", "permissions/get", "permissions/set", "scim/me",
            })
            {
                foreach (var status in new[] { 401, 403, 500 })
                {
                    failures.Add(operation, status);
                }
            }

            return failures;
        }
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Create_WithAFailureAtAnyCall_EndsInOneNotebookAndNeverInALie(string operation, int status)
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Remote.Faults.Add(Fault.Error(operation, status, status switch
        {
            401 =>
            "UNAUTHENTICATED",
            403 => "PERMISSION_DENIED",
            _ => "INTERNAL_ERROR"
        }, "no") with
        { Count = status == 401 ? 1 : 2 });
        passes.Apply(
            notebook => (notebook.Spec.Path, notebook.Spec.AccessControlList) = ("/a/n", [new() { GroupName = "analysts", PermissionLevel = "CAN_RUN" }]));

        await passes.PassAsync();
        Assert.False(passes.Status.Conditions.IsTrue(ConditionTypes.Ready) && passes.Status.Conditions.IsTrue(ConditionTypes.Synced));
        if (status == 401)
        {
            // A refused credential is tried by nobody for a while; a new one is a new client.
            await passes.PassAsync();
            passes.Restart();
        }

        await passes.SettleAsync();

        Assert.Equal(["/a/n"], passes.Objects.Paths);
        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
        Assert.Equal(("True", Reasons.InSync), passes.Condition(ConditionTypes.Synced));
        Assert.Single(passes.Calls("workspace/import"), call => call.Executed);
    }

    [Theory]
    [InlineData("RESOURCE_DOES_NOT_EXIST", "Path (/a) doesn't exist.")]
    [InlineData("NOT_FOUND", "The directory /a was not found")]
    [InlineData(null, null)]
    public async Task Create_WhereTheFolderIsMissingInWhateverWords_MakesIt(string? code, string? message)
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Remote.Faults.Add(NotFound(code, message));
        passes.Apply(notebook => notebook.Spec.Path = "/a/n");

        await passes.SettleAsync();

        Assert.Equal(["/a/n"], passes.Objects.Paths);
        Assert.Equal(["workspace/import", "workspace/mkdirs", "workspace/import"], passes.Mutations());
        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Create_WhereSomethingElseIsMissing_MakesNoFolder()
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Remote.Faults.Add(NotFound("RESOURCE_DOES_NOT_EXIST", "No such thing") with { Count = null });
        passes.Apply();

        await passes.PassAsync();

        Assert.Empty(passes.Calls("workspace/mkdirs"));
        Assert.Equal(("False", Reasons.Rejected), passes.Condition(ConditionTypes.Ready));
    }

    private static Fault NotFound(string? code, string? message) =>
        message is null ? Fault.Empty("workspace/import", 404) : Fault.Error("workspace/import", 404, code!, message);

    [Theory]
    [InlineData("workspace/get-status")]
    [InlineData("workspace/import")]
    public async Task Renew_OfAConfigMapThatCannotBeImported_DoesNotCallTheNewContentReady(string operation)
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.PutConfigMap("code", "n.py", "print(1)"u8.ToArray());
        passes.Apply(
            notebook => (notebook.Spec.Content, notebook.Spec.ContentFrom) = (null, new() { ConfigMapKeyRef = new() { Name = "code", Key = "n.py" } }));
        await passes.SettleAsync();
        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
        passes.PutConfigMap("code", "n.py", "print(2)"u8.ToArray());
        passes.Remote.Faults.Add(Fault.Error(operation, 403, "PERMISSION_DENIED", "no") with { Count = null });
        passes.Time.Advance(TimeSpan.FromMinutes(11));

        await passes.PassAsync();

        Assert.Equal(("Unknown", Reasons.PermissionDenied), passes.Condition(ConditionTypes.Ready));
        Assert.Equal("InProgress", Kstatus.Of(passes.Status, 1));
    }

    // behavior §14, trap 8: without the right to read, a notebook looks as if it were not there.
    [Fact]
    public async Task Create_WhereSomethingIsThatMayNotBeSeen_OverwritesNothingAndSaysSo()
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Remote.Faults.Add(new Fault
        {
            Operation = "workspace/get-status",
            Status = 404,
            Count = null,
            Body = new()
            {
                ["message"] = "Path "
            + $"({NotebookHarness.Path}) doesn't exist."
            }
        });
        passes.Objects.Create(NotebookHarness.Path, "PYTHON", "theirs");
        passes.Apply();

        await passes.PassAsync();

        Assert.Equal(("Unknown", Reasons.PermissionDenied), passes.Condition(ConditionTypes.Ready));
        Assert.Contains("may not see", passes.Message(), StringComparison.Ordinal);
        Assert.Contains("theirs", passes.Objects.Source(NotebookHarness.Path), StringComparison.Ordinal);
    }

    // behavior §14, trap 8: a 404 is an answer only where it speaks of the notebook.
    [Theory]
    [InlineData(404, "No API found for 'GET /workspace/get-status'")]
    [InlineData(403, "You do not have permission")]
    [InlineData(500, "broken")]
    public async Task Reconcile_WhileTheWorkspaceAnswersAnythingButTheTruth_ImportsNothing(int status, string message)
    {
        await using var passes = await NotebookHarness.CreatedAsync();
        var before = passes.Mark;
        passes.Time.Advance(NotebookHarness.Timing.Recheck);
        passes.Remote.Faults.Add(new Fault { Operation = "workspace/get-status", Status = status, Count = null, Body = new() { ["message"] = message } });

        await passes.PassAsync();

        Assert.Empty(passes.Mutations(before));
        Assert.NotNull(passes.Status.Path);
        Assert.NotEqual(("True", Reasons.InSync), passes.Condition(ConditionTypes.Synced));
    }
}
