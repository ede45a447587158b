using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Runs;
using Operator.Settings;

namespace Operator.UnitTests.Kinds.Runs;

/// <summary>Every field of a run's spec, found by reflection: it is sent, and it cannot change, unless it is one of those that may.</summary>
public sealed class RunSpecTests
{
    private static readonly string[] Changeable = ["Cancel", "TtlSecondsAfterFinished", "Suspend", "Policies"];
    private static readonly string[] NotSent = [.. Changeable, "TimeoutSeconds", "Repair", "WorkspaceRef", "ExternalId", "JobRef", "ExtraSettings"];

    public static TheoryData<string> All => [.. typeof(DatabricksJobRunSpec).GetProperties().Select(property => property.Name)];

    /// <summary>With both values, because 0 and false are values too (behavior §14.18).</summary>
    public static TheoryData<string, int> Sent =>
        [.. typeof(DatabricksJobRunSpec).GetProperties().Select(property => property.Name).Except(NotSent).SelectMany(name => new[] { (name, 0), (name, 1) })];

    [Theory]
    [MemberData(nameof(Sent))]
    public async Task ToWire_OfEveryField_SendsItUnderItsNameInTheApi(string field, int variant)
    {
        await using var run = await RunHarness.StartAsync(spec => Set(spec, field, variant));
        if (field == "JobId")
        {
            run.Apply(one => one.Spec.JobId = $"{run.JobId}");
        }

        await run.PassAsync();

        var body = JsonNode.Parse(Assert.Single(run.Remote.Journal.Of("jobs/run-now")).Body)!;
        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(field);
        var expected = field == "JobId"
            ? JsonValue.Create(run.JobId).ToJsonString()
            : Snake(JsonSerializer.SerializeToNode(Value(field, variant), JsonSerializerOptions.Web)!).ToJsonString();
        Assert.Equal(expected, body[name]!.ToJsonString());
        Assert.Equal(field == "JobId" ? 2 : 3, body.AsObject().Count);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Changes_OfEveryField_AreSeenUnlessItMayChange(string field)
    {
        var run = new DatabricksJobRun { Spec = new DatabricksJobRunSpec() };
        var name = JsonNamingPolicy.CamelCase.ConvertName(field);
        // The workspace is compared as it resolves, by the common pass.
        string[] expected = Changeable.Contains(field) || field == "WorkspaceRef" ? [] : [name];

        ImmutableFieldHashes.Remember(run);
        Set(run.Spec, field, 0);
        Assert.Equal(expected, ImmutableFieldHashes.Changes(run));
        ImmutableFieldHashes.Remember(run);
        Assert.Empty(ImmutableFieldHashes.Changes(run));
        Set(run.Spec, field, 1);
        Assert.Equal(expected, ImmutableFieldHashes.Changes(run));
        typeof(DatabricksJobRunSpec).GetProperty(field)!.SetValue(run.Spec, null);
        Assert.Equal(expected, ImmutableFieldHashes.Changes(run));
    }

    [Fact]
    public void Changes_InTheOrderOfNamesOrToNothing_AreNone()
    {
        var run = new DatabricksJobRun { Spec = new DatabricksJobRunSpec { JobParameters = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" } } };
        ImmutableFieldHashes.Remember(run);

        run.Spec.JobParameters = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" };
        run.Spec.PythonParams = [];

        Assert.Empty(ImmutableFieldHashes.Changes(run));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Changes_OfARunThatAnOperatorWithOtherRulesStarted_AreNone(bool isRecorded)
    {
        var run = new DatabricksJobRun { Spec = new DatabricksJobRunSpec { JobId = "1" } };
        ImmutableFieldHashes.Remember(run);
        run.Status.StartedWith!["jobId"] = "made in another way";
        Assert.Equal(["jobId"], ImmutableFieldHashes.Changes(run));

        run.Status.Sync = isRecorded ? [new PartStatus { Name = run.Status.Sync![0].Name, Rules = ComparisonRules.Version + 1 }] : null;

        Assert.Empty(ImmutableFieldHashes.Changes(run));
    }

    [Fact]
    public async Task Reconcile_ASpecThatChangedWhileItRuns_IsStalledUntilItIsSetBack()
    {
        await using var run = await RunHarness.RunningAsync(spec => spec.JobParameters = new Dictionary<string, string> { ["day"] = "monday" });
        run.Edit(spec => spec.JobParameters!["day"] = "tuesday");
        await run.PassAsync();
        Assert.Equal(("True", Reasons.ImmutableFieldChanged), run.Condition(ConditionTypes.Stalled));
        Assert.Contains("spec.jobParameters", run.Message(ConditionTypes.Ready), StringComparison.Ordinal);

        run.Edit(spec => spec.JobParameters!["day"] = "monday");
        await run.PassAsync();

        Assert.Equal(("False", Reasons.RunRunning), run.Condition(ConditionTypes.Ready));
        Assert.Equal(1, run.CountOf("jobs/run-now"));
    }

    [Fact]
    public async Task Reconcile_ASpecThatChangedAfterTheEnd_IsNotReadyForWhatNeverRan()
    {
        await using var run = await RunHarness.EndedAsync();
        run.Edit(spec => spec.PythonParams = ["--again"]);
        run.Forget();
        await run.PassAsync();
        Assert.Equal(("False", Reasons.ImmutableFieldChanged), run.Condition(ConditionTypes.Ready));
        Assert.Equal("True", run.Condition(ConditionTypes.Complete).Status);

        run.Edit(spec => spec.PythonParams = null);
        await run.PassAsync();

        Assert.Equal(("True", Reasons.RunSucceeded), run.Condition(ConditionTypes.Ready));
        Assert.Equal(0, run.CallCount);
    }

    [Fact]
    public async Task ToWire_ExtraSettings_AreSentBesideTheTypedOnes()
    {
        await using var run = await RunHarness.StartAsync(spec =>
        {
            spec.PipelineParams = new PipelineParamsSpec { FullRefresh = false };
            spec.ExtraSettings =
                new JsonObject { ["newer"] = new JsonObject { ["id"] = 9_007_199_254_740_993 }, ["pipeline_params"] = new JsonObject { ["newer"] = true } };
        });

        await run.PassAsync();

        var body = JsonNode.Parse(Assert.Single(run.Remote.Journal.Of("jobs/run-now")).Body)!;
        Assert.Equal("9007199254740993", body["newer"]!["id"]!.ToJsonString());
        Assert.Equal("{\"full_refresh\":false,\"newer\":true}", body["pipeline_params"]!.ToJsonString());
    }

    [Fact]
    public void Problems_OfASpecTheCrdWouldRefuse_AreFoundHereToo()
    {
        AssertProblem("exactly one of jobRef and jobId", spec => spec.JobId = null);
        AssertProblem("exactly one of jobRef and jobId", spec => spec.JobRef = new ResourceReference { Name = "etl" });
        AssertProblem("exactly one of jobRef and jobId", spec => spec.ExternalId = "1");
        AssertProblem("cannot be given with it", spec => (spec.JobId, spec.ExternalId, spec.Queue) = (null, "1", new JobQueue()));
        AssertProblem("Observe needs externalId", spec => spec.Policies = new RunPolicies { Management = ManagementPolicy.Observe });
        AssertProblem("must be a number", spec => spec.JobId = "9999999999999999999");
        AssertProblem("exclude each other", spec => (spec.JarParams, spec.NotebookParams) = ([], new Dictionary<string, string>()));
        AssertProblem("spec.pythonParams has more than 10000 bytes", spec => spec.PythonParams = [new string('x', 6000), new string('x', 6000)]);
        AssertProblem("spec.sqlParams has more than 10000 bytes", spec => spec.SqlParams = new Dictionary<string, string> { ["a"] = new string('ä', 5000) });
        AssertProblem("must not set idempotency_token", spec => spec.ExtraSettings = new JsonObject { ["idempotency_token"] = "mine" });
        AssertProblem(
            "must not set queue.enabled",
            spec => (spec.Queue, spec.ExtraSettings) = (new JobQueue(), new JsonObject { ["queue"] = new JsonObject { ["enabled"] = true } }));
        Assert.Empty(RunSpecValidator.Problems(Run(spec => spec.SqlParams = new Dictionary<string, string> { ["a"] = new string('ä', 4000) })));
        Assert.Empty(RunSpecValidator.Problems(Run(spec => (spec.JobId, spec.ExternalId) = (null, "1"))));
    }

    private static void AssertProblem(string expected, Action<DatabricksJobRunSpec> change) =>
        Assert.Contains(RunSpecValidator.Problems(Run(change)), problem => problem.Contains(expected, StringComparison.Ordinal));

    private static DatabricksJobRun Run(Action<DatabricksJobRunSpec> change)
    {
        var run = new DatabricksJobRun { Spec = new DatabricksJobRunSpec { JobId = "1" } };
        change(run.Spec);
        return run;
    }

    private static void Set(DatabricksJobRunSpec spec, string field, int variant) =>
        typeof(DatabricksJobRunSpec).GetProperty(field)!.SetValue(spec, Value(field, variant));

    private static object Value(string field, int variant) => typeof(DatabricksJobRunSpec).GetProperty(field)! is var property
        && Plain(property, variant) is { } plain
        ? plain
        : throw new NotSupportedException($"Say here which values {field} can have.");

    private static object? Plain(PropertyInfo property, int variant) => property.Name switch
    {
        "JobId" or "ExternalId" => $"1{variant}",
        "PerformanceTarget" => variant == 0 ? "STANDARD" : "PERFORMANCE_OPTIMIZED",
        "Only" => variant == 0 ? ["load"] : (List<string>)["load", "report"],
        "PipelineParams" => new PipelineParamsSpec { FullRefresh = variant == 0 },
        "Queue" => new JobQueue { Enabled = variant == 0 },
        "Repair" => new RunRepair { MaxAttempts = variant + 1 },
        "JobRef" => new ResourceReference { Name = $"etl-{variant}" },
        "WorkspaceRef" => new WorkspaceReference { Name = $"prod-{variant}" },
        "Policies" => new RunPolicies { Deletion = variant == 0 ? RunDeletionPolicy.Retain : RunDeletionPolicy.Delete },
        "ExtraSettings" => new JsonObject { ["newer"] = variant },
        _ when property.PropertyType == typeof(bool?) => variant == 0,
        _ when property.PropertyType == typeof(int?) => variant + 1,
        _ when property.PropertyType == typeof(IList<string>) => new List<string> { $"value-{variant}" },
        _ when property.PropertyType == typeof(IDictionary<string, string>) => new Dictionary<string, string> { ["someName"] = $"value-{variant}" },
        _ => null,
    };

    /// <summary>Of the fields of an object; the keys of a map are the user's.</summary>
    private static JsonNode Snake(JsonNode node) => node is JsonObject inner && !inner.ContainsKey("someName")
        ? new JsonObject(inner.Where(pair => pair.Value is not null)
            .Select(pair => KeyValuePair.Create(JsonNamingPolicy.SnakeCaseLower.ConvertName(pair.Key), pair.Value?.DeepClone())))
        : node;
}
