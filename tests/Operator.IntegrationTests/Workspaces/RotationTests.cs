using System.Diagnostics;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Workspaces;

/// <summary>How quickly a new credential is taken up, and how long a refused one takes nothing from Ready.</summary>
[Collection(Alone.Name)]
public sealed class RotationTests(ControlPlane controlPlane) : WorkspaceTestBase(controlPlane)
{
    [Fact]
    public async Task Rotation_OfTheSecret_TakesEffectWithinFiveSecondsWithoutARestart()
    {
        await ReadyAsync();
        Simulator.Workspace.Tokens.Add("dapi-second", "rotated@example.com");

        // The old token still works: a refused call on the way there would be another story, with a backoff in it.
        await Kubectl.ApplyAsync(Manifest.Secret("dapi-second"));
        var started = Stopwatch.GetTimestamp();
        await Eventually.ReachesAsync(_ => WorkspaceAsync(".status.userName"), user => user == "rotated@example.com", "the new user", TimeSpan.FromSeconds(20));
        var elapsed = Stopwatch.GetElapsedTime(started);

        TestContext.Current.TestOutputHelper?.WriteLine($"the new token was in use after {elapsed.TotalSeconds:0.00} s");
        Assert.InRange(elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Simulator.Workspace.Tokens.Revoke("dapi-simulator");
        await Kubectl.RunAsync("patch", "databrickscluster", "c", "--type=merge", "-p", """{"spec":{"numWorkers":3}}""");
        await Eventually.HoldsAsync(
            () => Simulator.Workspace.Journal.Of("clusters/resize").Any(call => call.UserName == "rotated@example.com"), "a call as the new user");
    }

    [Fact]
    public async Task Revocation_OfTheToken_IsSeenFromTheFirstRefusedCallAndMendedByANewOne()
    {
        await ReadyAsync();

        Simulator.Workspace.Tokens.Revoke("dapi-simulator");
        await Eventually.ReachesAsync(
            _ => WorkspaceAsync(Reason("Synced")), reason => reason == "AuthenticationFailed", "the workspace to notice", TimeSpan.FromSeconds(30));
        await Eventually.ReachesAsync(
            _ => Kubectl.ClusterAsync("c", Reason("Synced")), reason => reason == "AuthenticationFailed", "the cluster to say so", TimeSpan.FromSeconds(30));
        // A refusal that is a few seconds old takes nothing from Ready.
        Assert.Equal("Available", await Kubectl.ClusterAsync("c", Reason("Ready")));
        Simulator.Workspace.Tokens.Add("dapi-second", "rotated@example.com");
        await Kubectl.ApplyAsync(Manifest.Secret("dapi-second"));

        await Process.ReadyAsync("c", TimeSpan.FromSeconds(20));
        Assert.DoesNotContain("dapi-second", Process.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("dapi-second", await Kubectl.RunAsync("get", "databricks,events", "-o", "yaml"), StringComparison.Ordinal);
    }
}
