using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Notebooks;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.UnitTests.Databricks;
using Operator.Workspaces;

namespace Operator.UnitTests.Kinds.Notebooks;

/// <summary>What is remembered of notebooks, some of it made of the content of Secrets, goes with the resources.</summary>
public sealed class NotebookHashCacheTests : IDisposable, IWorkspaceConnector
{
    private static readonly NotebookContent Content = new(null, "v1") { IsSecret = true };
    private static readonly NotebookContent Comparable = new(null, "v1") { Hash = "sent" };

    private readonly TestWorkspace workspace = new();
    private readonly ObjectStore<DatabricksNotebook> store = new();
    private readonly NotebookHashCache looks;
    private readonly NotebookLister rows;

    public NotebookHashCacheTests()
    {
        looks = new NotebookHashCache(new ReconcileIntervals(), workspace.Time);
        rows = new NotebookLister(store, this, looks);
    }

    public void Dispose() => workspace.Dispose();

    [Fact]
    public async Task List_AfterResourcesAreGone_ForgetsWhatWasSeenMadeAndLostAtTheirPaths()
    {
        for (var index = 0; index < 1000; index++)
        {
            Remember($"/gone/{index}");
        }

        await ListAsync();

        Assert.DoesNotContain(Enumerable.Range(0, 1000), index => Remembers($"/gone/{index}") != (false, false, false));
    }

    [Fact]
    public async Task List_WhileAWorkspaceIsNotReady_KeepsWhatBelongsToLiveResources()
    {
        store.Apply(new DecodedObject<DatabricksNotebook>(new DatabricksNotebook
        {
            Metadata = new V1ObjectMeta { Name = "n", NamespaceProperty = "team", Uid = "1", ResourceVersion = "1" },
            Spec = new DatabricksNotebookSpec { Path = "/Workspace/live/n" },
        }, null));
        Remember("/live/n");

        await ListAsync();

        Assert.Equal((true, true, true), Remembers("/live/n"));
    }

    [Fact]
    public void Find_AfterAnImportWithoutALook_IsTheContentOfTheFirstRowAndOfNoOther()
    {
        looks.Imported("/n", "sent", workspace.Client);

        Assert.Equal("sent", looks.Find("/n", 7, workspace.Client));
        Assert.Equal("sent", looks.Find("/n", 7, workspace.Client));
        Assert.Null(looks.Find("/n", 8, workspace.Client));
    }

    /// <summary>A thousand imports take more than a minute at 15 calls a second, and an export would take two calls from those that come later.</summary>
    [Fact]
    public void DueIn_OfThoseImportedWithoutALook_IsSpreadOverTheSecondHalfOfTheRecheck()
    {
        var recheck = new ReconcileIntervals().Recheck;
        var due = Enumerable.Range(0, 200).Select(index =>
        {
            looks.Imported($"/n/{index}", "sent", workspace.Client);
            return looks.DueIn($"/n/{index}", workspace.Client);
        }).ToList();

        Assert.All(due, time => Assert.InRange(time, 0.5 * recheck, recheck));
        Assert.True(due.Max() - due.Min() > 0.25 * recheck, "All are exported at once");
    }

    [Fact]
    public void CameBack_AfterOneImport_IsNotKnown()
    {
        looks.Sent("/n", Comparable, null, workspace.Client);

        Assert.False(looks.CameBack("/n", Comparable, "other", workspace.Client));
    }

    [Fact]
    public void CameBack_AfterTwoImportsThatEndedInTheSame_IsTrueOfThatAlone()
    {
        looks.Sent("/n", Comparable, null, workspace.Client);
        looks.Sent("/n", Comparable, "other", workspace.Client);

        Assert.True(looks.CameBack("/n", Comparable, "other", workspace.Client));
        Assert.False(looks.CameBack("/n", Comparable, "edited", workspace.Client));
        Assert.False(looks.CameBack("/n", new NotebookContent(null, "v2") { Hash = "sent" }, "other", workspace.Client));
    }

    /// <summary>Such a read is behind, or the import had no effect.</summary>
    [Fact]
    public void CameBack_OfWhatWasThereBeforeTheFirstImport_IsFalse()
    {
        looks.Sent("/n", Comparable, "before", workspace.Client);
        looks.Sent("/n", Comparable, "before", workspace.Client);

        Assert.False(looks.CameBack("/n", Comparable, "before", workspace.Client));
    }

    [Fact]
    public void CameBack_OfAnEditOfWhatWasSeenAsItWasSent_IsFalse()
    {
        looks.Sent("/n", Comparable, null, workspace.Client);
        looks.Looked("/n", 7, "sent", workspace.Client);
        looks.Sent("/n", Comparable, "edited", workspace.Client);

        Assert.False(looks.CameBack("/n", Comparable, "edited", workspace.Client));
    }

    WorkspaceConnection IWorkspaceConnector.Connect(IDatabricksResource resource) => new("default", null, "not ready");

    private void Remember(string path)
    {
        looks.Looked(path, 1, "hash", workspace.Client);
        looks.Makes(path, "v1", "hash", workspace.Client);
        looks.Lost(path, Content, workspace.Client);
    }

    private (bool Seen, bool Made, bool Lost) Remembers(string path) => (
        looks.IsKnown(path, workspace.Client), looks.MadeOf(new DatabricksNotebook(), path, Content, workspace.Client) is not null,
        looks.MayBeOurs(path, Content, null, workspace.Client));

    private async Task ListAsync()
    {
        await foreach (var page in rows.PagesAsync(workspace.Client, TestContext.Current.CancellationToken))
        {
            Assert.Fail($"No folder was to be listed, but {page.Count} rows came.");
        }
    }
}
