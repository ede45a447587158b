using Operator.Api.V1Alpha1;
using Operator.Workspaces;

namespace Operator.UnitTests.Workspaces;

/// <summary>An object stays in the workspace in which it was made, whatever its spec names later.</summary>
public sealed class WorkspaceMoveTests
{
    [Theory]
    [InlineData("team")]
    [InlineData("other")]
    public async Task ConnectForDeletion_ASpecThatNamesAnotherWorkspaceByNow_IsTheRecordedOne(string @namespace)
    {
        using var fixture = await WorkspaceHarness.ReadyAsync(
            workspace => workspace.Spec.AllowedNamespaces = new AllowedNamespaces { From = NamespacesFrom.All });
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
}
