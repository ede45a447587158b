using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
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

    [Theory]
    [InlineData("team")]
    [InlineData("other")]
    public async Task ConnectForDeletion_ASpecThatNamesAnotherWorkspaceByNow_IsTheRecordedOne(string @namespace)
    {
        using var fixture = await WorkspaceHarness.ReadyAsync(workspace => workspace.Spec.AllowedNamespaces = new AllowedNamespaces { From = NamespacesFrom.All });
        var cluster = fixture.AddCluster("etl", @namespace, moved =>
        {
            moved.Status.Workspace = @namespace == "team" ? "prod" : "team/prod";
            moved.Spec.WorkspaceRef = new WorkspaceReference { Name = "nowhere" };
        });

        Assert.Null(fixture.Registry.Connect(cluster).Client);
        Assert.Equal(WorkspaceHarness.Host, fixture.Registry.ConnectForDeletion(cluster).Client?.Host.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ConnectForDeletion_AWorkspaceThatIsNoLongerThere_IsNotReplacedByTheOneTheSpecMeansNow(bool isNamed)
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        var cluster = fixture.AddCluster("etl", change: moved =>
        {
            moved.Status.Workspace = "gone";
            moved.Spec.WorkspaceRef = isNamed ? moved.Spec.WorkspaceRef : null;
        });

        Assert.Contains("no DatabricksWorkspace gone", fixture.Registry.ConnectForDeletion(cluster).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectForDeletion_AnObjectOfTheEnvironmentsWorkspace_DoesNotGoToTheOneItsSpecNamesNow()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        var cluster = fixture.AddCluster("etl", change: moved => moved.Status.Workspace = EnvironmentWorkspace.Name);

        Assert.Null(fixture.Registry.ConnectForDeletion(cluster).Client);
    }

    [Fact]
    public async Task ConnectForDeletion_WhereNothingIsRecorded_IsTheWorkspaceOfTheSpec()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();

        Assert.NotNull(fixture.Registry.ConnectForDeletion(fixture.AddCluster("etl")).Client);
    }

    [Fact]
    public async Task Connect_WorkspaceOfAnotherNamespace_IsNamedWithIt()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync(workspace => workspace.Spec.AllowedNamespaces = new AllowedNamespaces { From = NamespacesFrom.All });

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

    [Fact]
    public async Task Connect_CredentialWasRefused_KeepsEveryObjectFromTryingItAgain()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.Answers(Reply.Error(403, "403", "Invalid access token."));
        await fixture.ReconcileAsync();
        fixture.Time.Advance(TimeSpan.FromMinutes(1));
        await fixture.ReconcileAsync();

        var connection = fixture.Registry.Connect(fixture.AddCluster("etl"));

        Assert.Null(connection.Client);
        Assert.Contains("Invalid access token", connection.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_OutageOfAWorkspaceThatWorked_StillHandsOutTheClient()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.Answers(Reply.Error(500, "INTERNAL_ERROR", "broken"));
        await fixture.ReconcileAsync();
        fixture.Time.Advance(TimeSpan.FromHours(1));
        await fixture.ReconcileAsync();
        Assert.Equal("Unknown", fixture.Condition(ConditionTypes.Ready).Status);

        Assert.NotNull(fixture.Registry.Connect(fixture.AddCluster("etl")).Client);
    }

    [Fact]
    public async Task Connect_OutageOfAWorkspaceThatNeverWorked_KeepsObjectsWaiting()
    {
        using var fixture = new WorkspaceHarness();
        fixture.PutSecret("dapi-first");
        fixture.Apply();
        fixture.Answers(Reply.Error(500, "INTERNAL_ERROR", "broken"));
        await fixture.ReconcileAsync();

        Assert.Contains("broken", fixture.Registry.Connect(fixture.AddCluster("etl")).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_NewProcess_UsesWhatTheOldOneFoundOutWithoutTryingAgain()
    {
        using var old = await WorkspaceHarness.ReadyAsync();
        using var fixture = new WorkspaceHarness();
        fixture.PutSecret("dapi-first");
        fixture.Apply(workspace => workspace.Status = old.Workspace().Status);

        await fixture.CallAsync(fixture.AddCluster("etl"));

        Assert.Equal("Bearer dapi-first", Assert.Single(fixture.Stub.Received).Authorization);
        Assert.Equal(0, fixture.Writes);
    }

    [Fact]
    public async Task Connect_NewProcessWithoutTheSecret_FailsTheCallNamingItAndHasTheWorkspaceLookedAt()
    {
        using var old = await WorkspaceHarness.ReadyAsync();
        using var fixture = new WorkspaceHarness();
        fixture.Apply(workspace => workspace.Status = old.Workspace().Status);

        var exception = await Assert.ThrowsAsync<DatabricksException>(() => fixture.CallAsync(fixture.AddCluster("etl")));

        Assert.Equal(DatabricksErrorKind.Unauthenticated, exception.Kind);
        Assert.Contains("The Secret credential does not exist", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["workspace team/prod"], fixture.Queued);
    }

    [Fact]
    public async Task Connect_SecretGoneForLong_ServesOnlyThoseThatAreBeingDeleted()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.RemoveSecret();
        await fixture.ReconcileAsync();
        Assert.NotNull(fixture.Registry.Connect(fixture.AddCluster("etl")).Client);

        fixture.Time.Advance(TimeSpan.FromMinutes(10));
        await fixture.ReconcileAsync();

        Assert.Contains("Secret credential", fixture.Registry.Connect(fixture.AddCluster("etl")).Problem, StringComparison.Ordinal);
        Assert.NotNull(fixture.Registry.Connect(fixture.AddCluster("old", change: cluster => cluster.Metadata.DeletionTimestamp = DateTime.UnixEpoch)).Client);
    }

    [Fact]
    public async Task Connect_SecretGoneBeforeThisProcessReadIt_SaysWhichEvenToThoseThatAreBeingDeleted()
    {
        using var fixture = new WorkspaceHarness();
        fixture.Apply();
        await fixture.ReconcileAsync();

        var connection = fixture.Registry.Connect(fixture.AddCluster("old", change: cluster => cluster.Metadata.DeletionTimestamp = DateTime.UnixEpoch));

        Assert.Contains("Secret credential", connection.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_WorkspaceBeingDeleted_TakesNothingNewAndServesTheRest()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        fixture.AddCluster("etl");
        await fixture.FinalizeAsync();

        Assert.Contains("is being deleted", fixture.Registry.Connect(fixture.AddCluster("new")).Problem, StringComparison.Ordinal);
        Assert.NotNull(fixture.Registry.Connect(fixture.AddCluster("known", change: cluster => cluster.Status.WorkspaceId = "1111")).Client);
        Assert.NotNull(fixture.Registry.Connect(fixture.AddCluster("leaving", change: cluster => cluster.Metadata.DeletionTimestamp = DateTime.UnixEpoch)).Client);
    }

    [Fact]
    public async Task Connect_IntervalInTheSpec_IsHandedOn()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync(workspace => workspace.Spec.Observation = new WorkspaceObservation { PeriodSeconds = 30 });

        Assert.Equal(TimeSpan.FromSeconds(30), fixture.Registry.Connect(fixture.AddCluster("etl")).Client!.ObservationInterval);
    }

    [Theory]
    [InlineData(null, "a", "b", false)] // nothing is recorded yet
    [InlineData("a", "a", "a", false)]
    [InlineData("a", "b", "b", true)]
    [InlineData("a", "b", "platform/a", true)] // the same name in another namespace
    [InlineData("a", null, "default", true)]
    [InlineData("(default)", "a", "a", true)]
    [InlineData("(default)", null, "default", false)] // the environment's workspace became an object
    [InlineData("default", null, "(default)", false)]
    public void MoveProblem_OfAnObjectThatExists_IsToldFromWhatOnlyLooksLikeAMove(string? recorded, string? reference, string resolved, bool isMove)
    {
        var cluster = new DatabricksCluster
        {
            Spec = { WorkspaceRef = reference is null ? null : new WorkspaceReference { Name = reference } },
            Status = { Workspace = recorded },
        };

        Assert.Equal(isMove, WorkspaceReferences.MoveProblem(cluster, resolved) is not null);
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
