using Operator.Api.V1Alpha1;
using Operator.Options;

namespace Operator.UnitTests.Workspaces;

/// <summary>The DatabricksWorkspace of objects that name none, by the operator's option; and one that is suspended.</summary>
public sealed class SharedDefaultTests
{
    [Fact]
    public async Task Connect_NoReferenceUnderTheOptionDefaultWorkspace_IsThatOneAndKeepsItFromBeingDeleted()
    {
        using var fixture = new WorkspaceHarness(new OperatorOptions { DefaultWorkspace = "team/prod" });
        fixture.PutSecret("dapi-first");
        var workspace = fixture.Apply(workspace => workspace.Spec.AllowedNamespaces = new AllowedNamespaces { From = NamespacesFrom.All });
        await fixture.ReconcileAsync("prod");

        var connection = fixture.Registry.Connect(fixture.AddCluster("etl", "other", cluster => cluster.Spec.WorkspaceRef = null));

        Assert.Equal(("team/prod", true), (connection.Name, connection.Client is not null));
        Assert.Equal("other/etl", Assert.Single(fixture.Users.Of(workspace)).Key.ToString());
    }

    [Fact]
    public async Task Connect_TheOptionsDefaultWorkspaceDoesNotAdmitTheNamespace_IsRefusedThere()
    {
        using var fixture = new WorkspaceHarness(new OperatorOptions { DefaultWorkspace = "team/prod" });
        fixture.PutSecret("dapi-first");
        fixture.Apply();
        await fixture.ReconcileAsync("prod");

        var connection = fixture.Registry.Connect(fixture.AddCluster("etl", "other", cluster => cluster.Spec.WorkspaceRef = null));

        Assert.Null(connection.Client);
        Assert.Contains("allowedNamespaces", connection.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_ANamespaceWithItsOwnDefault_IsNotSentToTheOptionsDefaultWorkspace()
    {
        using var fixture = new WorkspaceHarness(new OperatorOptions { DefaultWorkspace = "team/prod" });
        fixture.PutSecret("dapi-first");
        var shared = fixture.Apply();
        fixture.Apply(name: "default");
        await fixture.ReconcileAsync("prod");
        await fixture.ReconcileAsync("default");

        Assert.Equal("default", fixture.Registry.Connect(fixture.AddCluster("etl", change: cluster => cluster.Spec.WorkspaceRef = null)).Name);
        Assert.Empty(fixture.Users.Of(shared));
    }

    [Fact]
    public async Task Connect_AWorkspaceThatIsSuspended_LeavesItsObjectsAsTheyAre()
    {
        using var fixture = await WorkspaceHarness.ReadyAsync();
        var cluster = fixture.AddCluster("etl");
        var client = fixture.Registry.Connect(cluster).Client!;
        Assert.False(client.IsRetired);
        fixture.Edit(spec => spec.Suspend = true);

        var connection = fixture.Registry.Connect(cluster);

        Assert.Null(connection.Client);
        Assert.True(client.IsRetired);
        Assert.True(connection.Hindrance(TimeSpan.FromSeconds(1)).IsPaused);
    }
}
