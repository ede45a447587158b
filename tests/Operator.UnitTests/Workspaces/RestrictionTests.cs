using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Jobs;
using Operator.Kinds.Notebooks;
using Operator.Kinds.Runs;
using Operator.Workspaces;

namespace Operator.UnitTests.Workspaces;

/// <summary>What a workspace limits its users to is decided before anything is called, and a limit that is not given limits nothing.</summary>
public sealed class RestrictionTests
{
    private static readonly Restrictions Restrictions = new([new NotebookPathRestriction(), new JobRunAsRestriction(), new RunAsRestriction()]);

    [Theory]
    [InlineData("/Shared/team/load", "/Shared/team", true)]
    [InlineData("/Shared/team", "/Shared/team", true)]
    [InlineData("/Workspace/Shared/team/load", "/Shared/team", true)]
    [InlineData("/Shared/team/load", "/Workspace/Shared/team", true)]
    [InlineData("/Shared/team/load", "/Workspace", true)]
    [InlineData("/Shared/team-b/load", "/Shared/team", false)]
    [InlineData("/Shared", "/Shared/team", false)]
    [InlineData("/shared/team/load", "/Shared/team", false)]
    [InlineData("/Users/ada@example.com/load", "/Shared/team", false)]
    public void Denial_OfANotebook_IsDecidedByWholeSegmentsOfItsPath(string path, string folder, bool isAllowed)
    {
        var notebook = new DatabricksNotebook { Spec = { Path = path } };

        var denial = Restrictions.Denial(notebook, Limited(new() { NotebookPaths = ["/Repos/other", folder] }));

        Assert.Equal(isAllowed, denial is null);
        Assert.True(isAllowed || denial!.Contains(path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ada@example.com", null, null, true)]
    [InlineData("Ada@Example.com", null, null, true)]
    [InlineData("eve@example.com", null, null, false)]
    [InlineData(null, "principal", null, true)]
    [InlineData(null, "another", null, false)]
    [InlineData(null, null, "admins", false)]
    public void Denial_OfAJobThatRunsAsSomebody_IsDecidedByTheList(string? user, string? principal, string? group, bool isAllowed)
    {
        var job = new DatabricksJob { Spec = { RunAs = new JobRunAsSpec { UserName = user, ServicePrincipalName = principal, GroupName = group } } };

        Assert.Equal(isAllowed, Restrictions.Denial(job, Limited(new() { RunAs = ["ada@example.com", "principal"] })) is null);
    }

    /// <summary>Such a job has the operator's own power.</summary>
    [Theory]
    [InlineData("operator", null, AdoptionPolicy.IfMarked, true)]
    [InlineData("another", null, AdoptionPolicy.IfMarked, false)]
    [InlineData(null, null, AdoptionPolicy.IfMarked, false)]
    [InlineData("operator", "1", AdoptionPolicy.IfMarked, false)] // it runs as its creator, whoever that is
    [InlineData("operator", null, AdoptionPolicy.ByName, false)]
    [InlineData("operator", null, AdoptionPolicy.Always, false)]
    public void Denial_OfAJobWithoutRunAs_IsDecidedByTheOperatorsIdentity(string? identity, string? externalId, AdoptionPolicy adoption, bool isAllowed)
    {
        var job = new DatabricksJob { Spec = { ExternalId = externalId, Policies = new JobPolicies { Adoption = adoption } } };
        var workspace = Limited(new() { RunAs = ["operator"] });
        workspace.Status.UserName = identity;

        Assert.Equal(isAllowed, Restrictions.Denial(job, workspace) is null);
    }

    [Fact]
    public void Denial_OfRunAsInExtraSettings_LeavesNoWayRound()
    {
        var job = new DatabricksJob
        {
            Spec = { RunAs = new JobRunAsSpec { UserName = "ada" }, ExtraSettings = new JsonObject { ["run_as_user_name"] = "eve" } },
        };

        Assert.Contains("extraSettings", Restrictions.Denial(job, Limited(new() { RunAs = ["ada"] })), StringComparison.Ordinal);
    }

    [Fact]
    public void Denial_OfARunOfAJobById_IsForWorkspacesThatLimitRunAs()
    {
        var run = new DatabricksJobRun { Spec = { JobId = "7" } };

        Assert.Contains("jobRef", Restrictions.Denial(run, Limited(new() { RunAs = ["ada"] })), StringComparison.Ordinal);
        Assert.Null(Restrictions.Denial(run, Limited(new())));
        Assert.Null(
            Restrictions.Denial(new DatabricksJobRun { Spec = { JobRef = new ResourceReference { Name = "etl" } } }, Limited(new() { RunAs = ["ada"] })));
    }

    [Theory]
    [InlineData(AdoptionPermission.Denied, "7", null, false)]
    [InlineData(AdoptionPermission.Denied, null, AdoptionPolicy.ByName, false)]
    [InlineData(AdoptionPermission.Denied, null, AdoptionPolicy.Always, false)]
    [InlineData(AdoptionPermission.Denied, null, AdoptionPolicy.IfMarked, true)]
    [InlineData(AdoptionPermission.Denied, null, null, true)]
    [InlineData(AdoptionPermission.Allowed, "7", AdoptionPolicy.ByName, true)]
    [InlineData(null, "7", AdoptionPolicy.ByName, true)]
    public void Denial_OfTakingOverWhatExists_IsDecidedForEveryKind(
        AdoptionPermission? permission, string? externalId, AdoptionPolicy? adoption, bool isAllowed)
    {
        List<IDatabricksResource> kinds =
        [
            new DatabricksCluster { Spec = { ExternalId = externalId, Policies = new ClusterPolicies { Adoption = adoption } } },
            new DatabricksJob { Spec = { ExternalId = externalId, Policies = new JobPolicies { Adoption = adoption } } },
        ];
        // A notebook has no id to be named by, and a run has no name.
        if (externalId is null)
        {
            kinds.Add(new DatabricksNotebook { Spec = { Policies = new NotebookPolicies { Adoption = adoption }, Path = "/Shared/a" } });
        }
        else
        {
            kinds.Add(new DatabricksJobRun { Spec = { ExternalId = externalId } });
        }

        Assert.All(kinds, kind => Assert.Equal(isAllowed, Restrictions.Denial(kind, Limited(new() { Adoption = permission })) is null));
    }

    [Fact]
    public async Task Connect_WhatTheWorkspaceDoesNotAllow_IsDeniedUntilTheWorkspaceIsEditedAndMayAlwaysBeDeleted()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync(workspace => workspace.Spec.Restrictions = new() { Adoption = AdoptionPermission.Denied });
        var cluster = fixture.AddCluster("etl", change: cluster => cluster.Spec.ExternalId = "1122-224500-q7m3xk2d");

        var denied = fixture.Registry.Connect(cluster);
        Assert.Equal((true, true), (denied.Client is null, denied.IsDenied));
        var outcome = denied.Hindrance(TimeSpan.FromSeconds(30));
        Assert.Equal((Reasons.PermissionDenied, true, false), (outcome.Synced.Reason, outcome.IsStalled, outcome.IsReconciling));
        Assert.Contains("DatabricksWorkspace team/prod does not allow it", outcome.Synced.Message, StringComparison.Ordinal);

        Assert.NotNull(fixture.Registry.Connect(fixture.AddCluster("old", change: old =>
        {
            old.Spec.ExternalId = "1122-224500-q7m3xk2e";
            old.Metadata.DeletionTimestamp = DateTime.UnixEpoch;
        })).Client);
        fixture.Edit(spec => spec.Restrictions = null);
        await fixture.ReconcileAsync();
        Assert.NotNull(fixture.Registry.Connect(cluster).Client);
    }

    private static DatabricksWorkspace Limited(WorkspaceRestrictions restrictions) => new() { Spec = { Restrictions = restrictions } };
}
