using Operator.Api.V1Alpha1;
using Operator.UnitTests.Databricks;
using Operator.Workspaces;

namespace Operator.UnitTests.Workspaces;

/// <summary>An object finds its workspace, or is told what to do about it.</summary>
public sealed class WorkspaceRegistryTests
{
    [Fact]
    public async Task Connect_NamedWorkspaceThatIsReady_IsItsClient()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();

        var connection = fixture.Registry.Connect(fixture.AddCluster("etl"));

        Assert.Null(connection.Problem);
        Assert.Equal(("prod", WorkspaceHarness.Host), (connection.Name, connection.Client!.Host.ToString()));
    }

    [Fact]
    public async Task Connect_WorkspaceOfAnotherNamespace_IsNamedWithIt()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync(
            workspace => workspace.Spec.AllowedNamespaces = new AllowedNamespaces { From = NamespacesFrom.All });

        Assert.Equal("team/prod", fixture.Registry.Connect(fixture.AddCluster("etl", "other")).Name);
    }

    [Fact]
    public async Task Connect_NoReference_IsTheWorkspaceNamedDefaultInTheSameNamespace()
    {
        using var fixture = new WorkspaceHarness();
        fixture.PutSecret("dapi-first");
        fixture.Apply(name: "default");
        await fixture.ReconcileAsync("default");

        var connection = fixture.Registry.Connect(fixture.AddCluster("etl", change: cluster => cluster.Spec.WorkspaceRef = null));

        Assert.Equal(("default", true), (connection.Name, connection.Client is not null));
    }

    [Fact]
    public void Connect_NoReferenceAndNoWorkspaceAnywhere_SaysAllThreeWaysOut()
    {
        using var fixture = new WorkspaceHarness();

        var problem = fixture.Registry.Connect(fixture.AddCluster("etl", change: cluster => cluster.Spec.WorkspaceRef = null)).Problem!;

        Assert.All(new[] { "default", "spec.workspaceRef", "DATABRICKS_HOST" }, way => Assert.Contains(way, problem, StringComparison.Ordinal));
    }

    /// <summary>There may be one named default, which is another workspace than that of the environment.</summary>
    [Fact]
    public void Connect_WorkspacesOfTheNamespaceMayNotBeSeen_IsNotReplacedByTheEnvironments()
    {
        using var fixture = new WorkspaceHarness();
        fixture.RefuseWorkspaces();

        var connection = fixture.Registry.Connect(fixture.AddCluster("etl", change: cluster => cluster.Spec.WorkspaceRef = null));

        Assert.Equal(("default", null), (connection.Name, connection.Client));
        Assert.Contains("databricksworkspaces in namespace team", connection.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Connect_DefaultWorkspaceThatCannotBeRead_IsNotReplacedByTheEnvironments()
    {
        using var fixture = new WorkspaceHarness();
        fixture.ReportUndecodable("default");

        var connection = fixture.Registry.Connect(fixture.AddCluster("etl", change: cluster => cluster.Spec.WorkspaceRef = null));

        Assert.Equal("default", connection.Name);
        Assert.Contains("cannot be read", connection.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Connect_NamedWorkspaceThatDoesNotExist_SaysWhere()
    {
        using var fixture = new WorkspaceHarness();

        var connection = fixture.Registry.Connect(fixture.AddCluster("etl"));

        Assert.Null(connection.Client);
        Assert.Contains("no DatabricksWorkspace prod in namespace team", connection.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_FromANamespaceThatIsNotAdmitted_IsRefusedAndSaysWhatWouldAdmitIt()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();

        var connection = fixture.Registry.Connect(fixture.AddCluster("etl", "other"));

        Assert.Null(connection.Client);
        Assert.Contains("spec.allowedNamespaces", connection.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_NamespaceGetsAndLosesTheLabel_IsAdmittedJustAsLong()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync(workspace => workspace.Spec.AllowedNamespaces = new AllowedNamespaces
        {
            From = NamespacesFrom.Selector,
            Selector = new NamespaceSelector { MatchLabels = new Dictionary<string, string> { ["data"] = "yes" } },
        });
        var cluster = fixture.AddCluster("etl", "other");

        fixture.AddNamespace("other");
        Assert.Null(fixture.Registry.Connect(cluster).Client);
        fixture.AddNamespace("other", ("data", "yes"));
        Assert.NotNull(fixture.Registry.Connect(cluster).Client);
        fixture.AddNamespace("other", ("data", "no"));
        Assert.Null(fixture.Registry.Connect(cluster).Client);
    }

    [Fact]
    public void Connect_WorkspaceNobodyHasLookedAt_Waits()
    {
        using var fixture = new WorkspaceHarness();
        fixture.Apply();

        Assert.Contains("has not answered yet", fixture.Registry.Connect(fixture.AddCluster("etl")).Problem, StringComparison.Ordinal);
    }

    /// <summary>Objects that are applied together with their workspace wait for its first pass, which brings theirs.</summary>
    [Fact]
    public async Task Connect_WorkspaceNobodyHasLookedAt_IsUndecidedUntilItsFirstPassEndsOrTakesLong()
    {
        using var fixture = new WorkspaceHarness();
        fixture.PutSecret("dapi-first");
        var unseen = fixture.Apply();
        var cluster = fixture.AddCluster("etl");

        Assert.True(fixture.Registry.Connect(cluster).IsUndecided);
        fixture.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.False(fixture.Registry.Connect(cluster).IsUndecided);

        await fixture.ReconcileAsync();
        Assert.True(WorkspaceRegistry.IsNews(unseen, fixture.Workspace()));
        Assert.NotNull(fixture.Registry.Connect(cluster).Client);
    }

    [Fact]
    public async Task Connect_WorkspaceBeingDeleted_TakesNothingNewAndServesTheRest()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.AddCluster("etl");
        await fixture.FinalizeAsync();

        Assert.Contains("is being deleted", fixture.Registry.Connect(fixture.AddCluster("new")).Problem, StringComparison.Ordinal);
        Assert.NotNull(fixture.Registry.Connect(fixture.AddCluster("known", change: cluster => cluster.Status.WorkspaceId = "1111")).Client);
        Assert.NotNull(
            fixture.Registry.Connect(fixture.AddCluster("leaving", change: cluster => cluster.Metadata.DeletionTimestamp = DateTime.UnixEpoch)).Client);
    }

    [Fact]
    public async Task Connect_IntervalInTheSpec_IsHandedOn()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync(workspace => workspace.Spec.Observation = new WorkspaceObservation { PeriodSeconds = 30 });

        Assert.Equal(TimeSpan.FromSeconds(30), fixture.Registry.Connect(fixture.AddCluster("etl")).Client!.ObservationInterval);
    }

    [Fact]
    public async Task IsNews_OfAWorkspace_IsWhatChangesWhatItsUsersGet()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        var ready = fixture.Workspace();

        Assert.False(WorkspaceRegistry.IsNews(ready, fixture.Apply(workspace => workspace.Metadata.Labels = new Dictionary<string, string> { ["a"] = "b" })));
        Assert.True(WorkspaceRegistry.IsNews(ready, null));
        Assert.True(WorkspaceRegistry.IsNews(null, ready));
        fixture.Answers(Reply.Error(401, "401", "no"));
        await fixture.ReconcileAsync();
        Assert.False(WorkspaceRegistry.IsNews(ready, fixture.Workspace()));
        fixture.Time.Advance(TimeSpan.FromMinutes(1));
        await fixture.ReconcileAsync();
        Assert.True(WorkspaceRegistry.IsNews(ready, fixture.Workspace()));
        var refused = fixture.Workspace();
        Assert.False(WorkspaceRegistry.IsNews(refused, fixture.Apply(workspace => workspace.Metadata.Generation++)));
        await fixture.ReconcileAsync();
        Assert.True(WorkspaceRegistry.IsNews(refused, fixture.Workspace()));
    }

    [Fact]
    public async Task Connect_EditThatNobodyLooksAt_IsSaidAfterHalfAMinute()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        var cluster = fixture.AddCluster("etl");
        fixture.Edit(spec => spec.Limits = new WorkspaceLimits { Burst = 3 });
        Assert.True(fixture.Registry.Connect(cluster).IsUndecided);

        fixture.Time.Advance(TimeSpan.FromSeconds(30));

        var connection = fixture.Registry.Connect(cluster);
        Assert.Equal((false, true), (connection.IsUndecided, connection.Client is null));
        Assert.Contains("team/prod was edited", connection.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_WorkspaceThatCanNoLongerBeRead_EndsItsClient()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        var cluster = fixture.AddCluster("etl");
        var client = fixture.Registry.Connect(cluster).Client!;
        var workspace = fixture.Workspace();

        fixture.ReportUndecodable("prod");
        Assert.Null(fixture.Registry.Connect(cluster).Client);

        Assert.Null(fixture.Clients.Find(workspace));
        fixture.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.True(client.Closed.IsCancellationRequested);
    }
}
