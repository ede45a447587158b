using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Policies;

/// <summary>What policies, suspension and annotations promise of an object of any kind.</summary>
public abstract class ManagedKindTests(ControlPlane controlPlane, string kind) : IAsyncLifetime
{
    protected OperatedWorkspace Place { get; private set; } = null!;

    protected OperatedObject Resource { get; private set; } = null!;

    protected virtual WorkspaceOptions Options => new();

    /// <summary>A patch of the spec that has to change something in the workspace.</summary>
    protected abstract string Edit { get; }

    /// <summary>Its object in the workspace is there and at work.</summary>
    protected abstract bool IsAlive { get; }

    public virtual async ValueTask InitializeAsync()
    {
        Place = await OperatedWorkspace.StartAsync(controlPlane, "policies", Options);
        Resource = Place.Object(kind, "x");
    }

    public async ValueTask DisposeAsync()
    {
        await Place.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Suspend_OfWhatIsThere_HoldsAnEditUntilItIsLifted()
    {
        await StartAsync();
        var before = Place.Writes.Count;

        await Resource.PatchAsync("""{"spec":{"suspend":true}}""");
        await Resource.SaysAsync("Synced", "Unknown Suspended");
        await Resource.PatchAsync($$"""{"spec":{{Edit}}}""");
        await Resource.LookedAtAsync();
        Assert.Equal(before, Place.Writes.Count);

        await Resource.PatchAsync("""{"spec":{"suspend":false}}""");
        await Eventually.HoldsAsync(() => Place.Writes.Count > before, "the edit to be carried out");
    }

    [Fact]
    public async Task Delete_OfWhatIsSuspended_WaitsAndSaysSo()
    {
        await StartAsync();
        await Resource.PatchAsync("""{"spec":{"suspend":true}}""");
        await Resource.SaysAsync("Synced", "Unknown Suspended");

        await Resource.DeleteAsync();
        var ready = await Resource.SaysAsync("Ready", "False DeleteBlocked");
        Assert.Contains("spec.suspend", ready, StringComparison.Ordinal);
        Assert.True(IsAlive);

        await Resource.PatchAsync("""{"spec":{"suspend":false}}""");
        await Resource.GoneAsync();
        Assert.False(IsAlive);
    }

    [Fact]
    public async Task DeletionAnnotation_Retain_WinsOverTheSpec()
    {
        await StartAsync();
        var before = Place.Writes.Count;

        await Resource.AnnotateAsync("deletion-policy", "Retain");
        await Resource.DeleteAsync();
        await Resource.GoneAsync();

        Assert.True(IsAlive);
        Assert.Equal(before, Place.Writes.Count);
    }

    [Fact]
    public async Task DeletionAnnotation_Delete_WinsOverTheSpec()
    {
        await StartAsync("policies: {deletion: Retain}");

        await Resource.AnnotateAsync("deletion-policy", "Delete");
        await Resource.DeleteAsync();
        await Resource.GoneAsync();

        Assert.False(IsAlive);
    }

    [Fact]
    public async Task DeletionAnnotation_ThatIsNone_IsSaidAndHoldsTheDeletionUntilItIsRight()
    {
        await StartAsync();
        await Resource.AnnotateAsync("deletion-policy", "Sometimes");
        Assert.Contains("Sometimes", await Resource.SaysAsync("Synced", "False InvalidAnnotation"), StringComparison.Ordinal);

        await Resource.DeleteAsync();
        await Resource.SaysAsync("Ready", "False DeleteBlocked");
        await Resource.LookedAtAsync();
        Assert.True(IsAlive);

        await Resource.AnnotateAsync("deletion-policy", null);
        await Resource.GoneAsync();
        Assert.False(IsAlive);
    }

    [Fact]
    public async Task Abandon_OfWhatIsThere_LetsItGoWithoutACall()
    {
        await StartAsync();
        var before = Place.Writes.Count;

        await Resource.AnnotateAsync("abandon", "true");
        await Resource.LookedAtAsync();
        Assert.True(IsAlive);
        await Resource.DeleteAsync();
        await Resource.GoneAsync();

        Assert.True(IsAlive);
        Assert.Equal(before, Place.Writes.Count);
    }

    [Fact]
    public async Task Abandon_WhileTheWorkspaceIsDown_LetsItGo()
    {
        await StartAsync();
        await Place.ShutDownAsync();

        await Resource.DeleteAsync();
        Assert.Contains("databricks-operator.io/abandon", await Resource.SaysAsync("Ready", "False DeleteFailed"), StringComparison.Ordinal);
        await Resource.AnnotateAsync("abandon", "true");

        await Resource.GoneAsync();
    }

    [Theory]
    [InlineData("Observe")]
    [InlineData("Plan")]
    public async Task Delete_OfWhatIsOnlyRead_LeavesItAlone(string management)
    {
        await ReadAsync(management);
        var before = Place.Writes.Count;

        await Resource.DeleteAsync();
        await Resource.GoneAsync();

        Assert.True(IsAlive);
        Assert.Equal(before, Place.Writes.Count);
    }

    /// <summary>The object is made in the workspace, and settled.</summary>
    protected abstract Task StartAsync(string further = "");

    /// <summary>The object is there, and the operator has looked at it under that management.</summary>
    protected virtual async Task ReadAsync(string management)
    {
        await StartAsync();
        await Resource.PatchAsync($"{{\"spec\":{{\"policies\":{{\"management\":\"{management}\"}}}}}}");
        await Resource.LookedAtAsync();
    }

    /// <summary>A look of the operator's own that began after this call changed nothing.</summary>
    protected async Task IsLeftAloneAsync()
    {
        var before = Place.Writes.Count;
        await Resource.LookedAtAsync();
        Assert.Equal(before, Place.Writes.Count);
    }
}
