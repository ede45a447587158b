using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Kinds.Clusters;
using Operator.Managed;
using Operator.UnitTests.Managed;
using Clusters = Operator.UnitTests.Kinds.Clusters.Clusters;
using Operator.Databricks.Clusters;

namespace Operator.UnitTests.Conditions;

/// <summary>How an object gets into a situation: by passes, edits and what happens in the workspace between them.</summary>
internal static class Arrangements
{
    public static async Task<PassHarness> SettledAsync(PassHarness pass)
    {
        await pass.ReconcileAsync();
        await pass.ReconcileAsync();
        return pass;
    }

    public static PassHarness Edit(PassHarness pass) => Edit(pass, 9);

    public static PassHarness Edit(PassHarness pass, int workers)
    {
        pass.Edit(spec => spec.NumWorkers = workers);
        return pass;
    }

    public static PassHarness Suspend(PassHarness pass, Action<DatabricksClusterSpec>? besides = null)
    {
        pass.Edit(spec =>
        {
            spec.Suspend = true;
            besides?.Invoke(spec);
        });
        return pass;
    }

    public static PassHarness Broken(PassHarness pass)
    {
        pass.External.Problems = ["spec.a is wrong"];
        return pass;
    }

    public static PassHarness Differ(PassHarness pass)
    {
        pass.External.Objects[0] = pass.External.Objects[0] with { IsDifferent = true };
        return pass;
    }

    /// <summary>The workspace takes the edit without an error and forgets it.</summary>
    public static async Task NotKeptAsync(PassHarness pass)
    {
        pass.External.KeepsChanges = false;
        await EditedAsync(pass, pass.External.Change);
        await pass.ReconcileAsync();
    }

    public static async Task EditedAsync(PassHarness pass, Change decision, DatabricksErrorKind? failure = null)
    {
        Differ(Edit(await SettledAsync(pass))).External.Change = decision;
        if (failure is { } kind)
        {
            pass.External.Failures["act"] = (PassHarness.Failure(kind), false);
        }

        await pass.ReconcileAsync();
    }

    public static async Task DriftedAsync(PassHarness pass, Change decision)
    {
        Differ(await SettledAsync(pass)).External.Change = decision;
        await pass.ReconcileAsync();
    }

    public static async Task FailAsync(PassHarness pass, string call, DatabricksErrorKind kind)
    {
        pass.External.Failures[call] = (PassHarness.Failure(kind), false);
        await pass.ReconcileAsync();
    }

    public static async Task ReadOnlyAsync(PassHarness pass, ManagementPolicy management, bool exists)
    {
        pass.Apply(cluster => cluster.Spec.Policies = new ClusterPolicies { Management = management });
        if (exists)
        {
            pass.External.Objects.Add(new FakeObject("theirs", PassHarness.Marker) { IsDifferent = true });
        }

        await pass.ReconcileAsync();
        pass.Time.Advance(PassHarness.Grace);
        await pass.ReconcileAsync();
    }

    /// <summary>A cluster that exists as its spec says and is in that state.</summary>
    public static async Task AssessedAsync(PassHarness pass, string state, string? ended = null)
    {
        var observed = Clusters.Echo(pass.Cluster, state) with
        {
            TerminatedTime = 1_773_057_600_000,
            TerminationReason = ended is null ? null : new TerminationReason { Code = "CODE", Type = ended },
        };
        pass.External.Assessed = cluster =>
        {
            SupersededTermination.Update(cluster, observed);
            return ClusterReadiness.GetReadiness(cluster, observed, PassHarness.Timing, TimeSpan.Zero);
        };
        await SettledAsync(pass);
    }

    public static async Task TriedAgainAsync(PassHarness pass, int? failedStarts)
    {
        pass.Apply(cluster => cluster.Spec.DesiredState = ClusterDesiredState.Running);
        await AssessedAsync(pass, "TERMINATED", "CLOUD_FAILURE");
        pass.Apply(cluster => cluster.Status.FailedStarts = failedStarts);
    }

    public static async Task WithoutWorkspaceAsync(PassHarness pass, bool isStalled)
    {
        (pass.WorkspaceProblem, pass.IsWorkspaceStalled) = ("DatabricksWorkspace team/prod is not ready", isStalled);
        await pass.ReconcileAsync();
    }
}
