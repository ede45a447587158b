using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using FsCheck.Fluent;
using Operator.Api.V1Alpha1;
using Operator.Commands.Plan;
using Operator.Runtime.Status;
using Operator.UnitTests.Kinds.Conformance;
using Operator.UnitTests.Kinds.Harness;

namespace Operator.UnitTests.Commands.Plan;

/// <summary>Whatever happens to an object of any kind: what <c>plan</c> says is what the operator then does.</summary>
public sealed class PlanEqualsRunTests
{
    private const int Lives = 50;
    private const int EditsOfALife = 10;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    /// <summary>Kinds whose objects do work that some edits interrupt.</summary>
    private static readonly string[] CanRestart = [nameof(DatabricksCluster), nameof(DatabricksSqlWarehouse)];

    public static TheoryData<string> Kinds => [.. KindSamples.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Plan_OfRandomEdits_IsWhatTheOperatorThenDoes(string kind)
    {
        var seen = new List<PlannedObject>();
        foreach (var edits in Gen.ArrayOf(RandomEdit.Of(kind), EditsOfALife).Sample(Lives))
        {
            await LiveAsync(kind, [RandomEdit.Nothing, .. edits, RandomEdit.Nothing], seen);
        }

        // Else nothing was tried.
        Assert.Contains(seen, planned => planned.Action == PlannedAction.Create);
        Assert.Contains(seen, planned => planned.Action == PlannedAction.Update);
        Assert.Contains(seen, planned => planned.Action == PlannedAction.None);
        Assert.Equal(CanRestart.Contains(kind), seen.Exists(planned => planned.Restarts));
    }

    private static async Task LiveAsync(string kind, IReadOnlyList<RandomEdit> edits, List<PlannedObject> seen)
    {
        var sample = KindSamples.Of(kind);
        await using var harness = await sample.StartAsync();
        var life = new Life(sample, kind, harness);
        for (var number = 0; number < edits.Count; number++)
        {
            var planned = await life.PlanAsync(edits[number]);
            var done = await life.RunAsync();
            seen.Add(planned);
            Assert.True(
                Agrees(planned, done, sample),
                $"{kind}: planned {planned.Action}, restarts {planned.Restarts}, {string.Join(", ", planned.Fields.Select(field => field.Path))} "
                    + $"({string.Join("; ", planned.Messages)}); done {string.Join(", ", done.Calls)}, interrupted {done.Interruptions}; after\n"
                    + $"{string.Join("\n", edits.Take(number + 1))}\n{harness.Stored.ToJsonString()}");
        }
    }

    private static bool Agrees(PlannedObject planned, Done done, KindSample sample) => planned.Restarts == done.Interruptions > 0 && planned.Action switch
    {
        PlannedAction.Create => done.Calls.Contains(sample.Creates),
        PlannedAction.Replace => done.Calls.Contains(sample.Deletes) && done.Calls.Contains(sample.Creates),
        PlannedAction.Update => done.Calls.Count > 0 && (sample.Creates == sample.Edits || !done.Calls.Contains(sample.Creates)),
        _ => done.Calls.Count == 0,
    };

    /// <param name="Calls">That were meant to change something.</param>
    /// <param name="Interruptions">How many of them met a running cluster or warehouse and stopped its work.</param>
    private sealed record Done(IReadOnlyList<string> Calls, int Interruptions);

    private sealed class Life(KindSample sample, string kind, OperatorHarness harness)
    {
        private readonly JsonObject spec = JsonNode.Parse(sample.Spec(harness.Remote))!.AsObject();
        private bool exists;

        public async Task<PlannedObject> PlanAsync(RandomEdit edit)
        {
            var id = exists ? harness.StatusField(sample.RecordedId) : null;
            if (edit.Drifts && id is not null && sample.Drift is { } drift)
            {
                drift.Make(harness.Remote, id);
            }

            if (edit.Stops && id is not null)
            {
                Stop(id);
            }

            foreach (var patch in edit.Patches)
            {
                Merge(spec, JsonNode.Parse(patch)!.AsObject());
            }

            // Lists are as old as they ever get.
            harness.Workspace.Pass(TimeSpan.FromMinutes(11));
            harness.Forget();
            var report = await Plans.OfAsync(harness, Plans.Manifest(kind, "x", spec));
            Assert.Empty(report.Problems);
            Assert.Empty(harness.Workspace.Changes);
            return Assert.Single(report.Objects);
        }

        public async Task<Done> RunAsync()
        {
            var interruptions = 0;
            harness.Workspace.Called = operation =>
            {
                harness.Record.Step(operation);
                interruptions += exists && Interrupts(operation) ? 1 : 0;
            };
            if (exists)
            {
                harness.Patch(new JsonObject { ["spec"] = Difference() }.ToJsonString());
            }
            else
            {
                harness.Create(spec.ToJsonString());
            }

            await SettleAsync();
            // What is done only once the first step has shown its effect.
            await harness.PassAfterAsync(TimeSpan.FromMinutes(1));
            await SettleAsync();
            exists = true;
            return new Done([.. harness.Workspace.Changes], interruptions);
        }

        /// <summary>Some are on their way for long: a run, or what waits for a cluster to terminate by itself.</summary>
        private async Task SettleAsync()
        {
            for (var pass = 0; pass < 12; pass++)
            {
                var end = await harness.PassAsync();
                if (harness.State.Conditions.Count > 0 && !harness.State.Conditions.IsTrue(ConditionTypes.Reconciling))
                {
                    return;
                }

                harness.Workspace.Pass(end.RequeueAfter is { } due && due > TimeSpan.Zero && due < LongestPause ? due : LongestPause);
            }
        }

        private void Stop(string id)
        {
            if (kind == nameof(DatabricksCluster) && State(harness.Remote.Clusters.Find(id)) == "RUNNING")
            {
                harness.Remote.Clusters.Terminate(id, new TerminationCause("INACTIVITY", "SUCCESS"));
            }
            else if (kind == nameof(DatabricksSqlWarehouse) && State(harness.Remote.Warehouses.Find(id)) == "RUNNING")
            {
                harness.Remote.Warehouses.Stop(id);
            }
        }

        private bool Interrupts(string operation)
        {
            var id = harness.StatusField(sample.RecordedId);
            return id is not null && kind switch
            {
                nameof(DatabricksCluster) => operation is "clusters/edit" or "clusters/restart" or "clusters/delete"
                    && State(harness.Remote.Clusters.Find(id)) is "RUNNING",
                nameof(DatabricksSqlWarehouse) => operation is "warehouses/edit" or "warehouses/stop"
                    && State(harness.Remote.Warehouses.Find(id)) is "RUNNING",
                _ => false,
            };
        }

        private static string? State(JsonObject? remote) => (string?)remote?["state"];

        /// <summary>The patch that makes the stored spec that of the manifest.</summary>
        private JsonObject Difference()
        {
            var patch = (JsonObject)spec.DeepClone();
            foreach (var name in harness.Stored["spec"]!.AsObject().Select(field => field.Key).Where(name => !spec.ContainsKey(name)).ToList())
            {
                patch[name] = null;
            }

            foreach (var (name, value) in harness.Stored["spec"]!.AsObject())
            {
                Forget(patch[name] as JsonObject, value as JsonObject);
            }

            return patch;
        }

        private static void Forget(JsonObject? patch, JsonObject? stored)
        {
            foreach (var (name, value) in patch is null ? [] : stored ?? [])
            {
                if (!patch!.ContainsKey(name))
                {
                    patch[name] = null;
                }

                Forget(patch[name] as JsonObject, value as JsonObject);
            }
        }

        private static void Merge(JsonObject target, JsonObject patch)
        {
            foreach (var (name, value) in patch)
            {
                if (value is null)
                {
                    target.Remove(name);
                }
                else if (value is JsonObject inner && target[name] is JsonObject nested)
                {
                    Merge(nested, inner);
                }
                else
                {
                    target[name] = value.DeepClone();
                }
            }
        }
    }
}
