using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Kinds.Clusters;
using Operator.Managed;
using Operator.UnitTests.Managed;
using Clusters = Operator.UnitTests.Kinds.Clusters.Clusters;
using TerminationReason = Operator.Databricks.Clusters.TerminationReason;

namespace Operator.UnitTests.Conditions;

/// <summary>How an object gets into a situation: by passes, edits and what happens in the workspace between them.</summary>
internal static class Arrangements
{
    public static async Task<PassFixture> SettledAsync(PassFixture pass)
    {
        await pass.ReconcileAsync();
        await pass.ReconcileAsync();
        return pass;
    }

    public static PassFixture Edit(PassFixture pass) => Edit(pass, 9);

    public static PassFixture Edit(PassFixture pass, int workers)
    {
        pass.Edit(spec => spec.NumWorkers = workers);
        return pass;
    }

    public static PassFixture Suspend(PassFixture pass, Action<DatabricksClusterSpec>? besides = null)
    {
        pass.Edit(spec =>
        {
            spec.Suspend = true;
            besides?.Invoke(spec);
        });
        return pass;
    }

    public static PassFixture Broken(PassFixture pass)
    {
        pass.External.Problems = ["spec.a is wrong"];
        return pass;
    }

    public static PassFixture Differ(PassFixture pass)
    {
        pass.External.Objects[0] = pass.External.Objects[0] with { IsDifferent = true };
        return pass;
    }

    /// <summary>The workspace takes the edit without an error and forgets it.</summary>
    public static async Task NotKeptAsync(PassFixture pass)
    {
        pass.External.KeepsChanges = false;
        await EditedAsync(pass, pass.External.Change);
        await pass.ReconcileAsync();
    }

    public static async Task EditedAsync(PassFixture pass, Decision decision, DatabricksErrorKind? failure = null)
    {
        Differ(Edit(await SettledAsync(pass))).External.Change = decision;
        if (failure is { } kind)
        {
            pass.External.Failures["act"] = (PassFixture.Failure(kind), false);
        }

        await pass.ReconcileAsync();
    }

    public static async Task DriftedAsync(PassFixture pass, Decision decision)
    {
        Differ(await SettledAsync(pass)).External.Change = decision;
        await pass.ReconcileAsync();
    }

    public static async Task FailAsync(PassFixture pass, string call, DatabricksErrorKind kind)
    {
        pass.External.Failures[call] = (PassFixture.Failure(kind), false);
        await pass.ReconcileAsync();
    }

    public static async Task ReadOnlyAsync(PassFixture pass, ManagementPolicy management, bool exists)
    {
        pass.Apply(cluster => cluster.Spec.Policies = new ClusterPolicies { Management = management });
        if (exists)
        {
            pass.External.Objects.Add(new FakeObject("theirs", PassFixture.Marker) { IsDifferent = true });
        }

        await pass.ReconcileAsync();
        pass.Time.Advance(PassFixture.Grace);
        await pass.ReconcileAsync();
    }

    /// <summary>A cluster that exists as its spec says and is in that state.</summary>
    public static async Task AssessedAsync(PassFixture pass, string state, string? ended = null)
    {
        var observed = Clusters.Echo(pass.Cluster, state) with
        {
            TerminatedTime = 1_773_057_600_000,
            TerminationReason = ended is null ? null : new TerminationReason { Code = "CODE", Type = ended },
        };
        pass.External.Assessed = cluster =>
        {
            SupersededTermination.Update(cluster, observed);
            return ClusterAssessment.Assess(cluster, observed, PassFixture.Timing, TimeSpan.Zero);
        };
        await SettledAsync(pass);
    }

    public static async Task TriedAgainAsync(PassFixture pass, int? failedStarts)
    {
        pass.Apply(cluster => cluster.Spec.DesiredState = ClusterDesiredState.Running);
        await AssessedAsync(pass, "TERMINATED", "CLOUD_FAILURE");
        pass.Apply(cluster => cluster.Status.FailedStarts = failedStarts);
    }

    public static async Task WithoutWorkspaceAsync(PassFixture pass, bool isStalled)
    {
        (pass.WorkspaceProblem, pass.IsWorkspaceStalled) = ("DatabricksWorkspace team/prod is not ready", isStalled);
        await pass.ReconcileAsync();
    }
}
