using Operator.Api.V1Alpha1;
using Operator.Kinds.Clusters;
using Operator.Managed;
using Operator.Reconciling;
using static Operator.UnitTests.Kinds.Clusters.Clusters;
using Shared = Operator.Databricks.Compute;
using Wire = Operator.Databricks.Libraries;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>behavior §1.1 and behavior §11.1: libraries have calls of their own, on running clusters only.</summary>
public sealed class LibraryDiffTests
{
    public static TheoryData<string> StatesThatTakeNoChange => ["PENDING", "RESTARTING", "RESIZING", "TERMINATING", "TERMINATED", "STATE_OF_TOMORROW"];

    [Theory]
    [InlineData("a", "a INSTALLED", null)]
    [InlineData("a", "", "being installed: pypi: a")]
    [InlineData("a,b", "a INSTALLED", "being installed: pypi: b")]
    [InlineData("a", "a FAILED", null)]
    [InlineData("a", "a PENDING", null)]
    [InlineData("a", "a UNINSTALL_ON_RESTART", "being installed: pypi: a")]
    [InlineData("a", "a INSTALLED,b INSTALLED", "uninstalled: pypi: b")]
    [InlineData("a", "a INSTALLED,b UNINSTALL_ON_RESTART", null)]
    [InlineData("a", "b INSTALLED", "being installed: pypi: a")]
    [InlineData("", "b FAILED", "uninstalled: pypi: b")]
    [InlineData("", "", null)]
    public void Decide_OnARunningCluster_InstallsFirstAndThenUninstalls(string wanted, string present, string? expected)
    {
        var decision = Decide(Of(wanted), present);

        Assert.Equal(expected is null, decision.IsNothing);
        Assert.Contains(expected ?? "", decision.Message, StringComparison.Ordinal);
        Assert.Equal(expected is null ? [] : ["libraries"], decision.Fields);
        Assert.False(decision.Restarts);
    }

    [Theory]
    [MemberData(nameof(StatesThatTakeNoChange))]
    public void Decide_OnAClusterThatDoesNotRun_IsKeptForLaterAndHoldsNothingUp(string state)
    {
        var cluster = Of("a");
        cluster.Spec.Pinned = true;

        var decision = Decide(cluster, "b INSTALLED", state);

        Assert.Equal("pinned", decision.Part);
        Assert.Equal(["libraries", "pinned"], decision.Fields);
        Assert.Contains("installed: pypi: a and uninstalled: pypi: b", decision.Later, StringComparison.Ordinal);
    }

    /// <summary>Reads that lag show the former libraries until the installation has been tried as often as it is.</summary>
    [Fact]
    public void Decide_AfterAnInstallationThatShowedLate_StillUninstalls()
    {
        var cluster = Of("a");
        for (var tries = 0; tries < 4; tries++)
        {
            Take(cluster, "b INSTALLED");
        }

        var choice = Take(cluster, "a INSTALLED,b INSTALLED");

        Assert.Contains("uninstalled: pypi: b", choice.Next.Message, StringComparison.Ordinal);
        Assert.Empty(choice.Next.Refused);
    }

    [Fact]
    public void Decide_WhatTheWorkspaceNeverUninstalls_IsSentAFewTimesAndThenReported()
    {
        var cluster = Of("a");
        Take(cluster, "b INSTALLED");
        var sent = Enumerable.Range(0, 9).Count(_ => !Take(cluster, "a INSTALLED,b INSTALLED").Next.IsNothing);

        Assert.Equal(3, sent);
        Assert.Equal(["libraries"], Take(cluster, "a INSTALLED,b INSTALLED").Next.Refused);
    }

    /// <summary>The second call of an edit: what it takes away was not put there by anybody else.</summary>
    [Fact]
    public void Decide_TheRestOfAnEditWhereDriftIsOnlyReported_IsNoDrift()
    {
        var cluster = Of("a");
        Take(cluster, "b INSTALLED", onlyReports: true);

        var rest = Take(cluster, "a INSTALLED,b INSTALLED", onlyReports: true);
        Take(cluster, "a INSTALLED", onlyReports: true);
        var drift = Take(cluster, "a INSTALLED,c INSTALLED", onlyReports: true);

        Assert.Contains("uninstalled: pypi: b", rest.Next.Message, StringComparison.Ordinal);
        Assert.Equal(["libraries"], drift.Reported);
    }

    [Fact]
    public void Decide_LibrariesThatAreNotManagedOrNotSeenOrIgnored_DoesNothing()
    {
        Assert.True(Decide(Fixed(), "b INSTALLED").IsNothing);
        Assert.True(Clusters.Decide(Of("a"), new ObservedCluster(Echo(Of("a")))).IsNothing);
        var ignoring = Of("a");
        ignoring.Spec.Policies = new ClusterPolicies { IgnoreDrift = ["libraries"] };
        Assert.True(Decide(ignoring, "b INSTALLED").IsNothing);
    }

    [Fact]
    public void Decide_LibrariesOfTheWorkspaceOrOfAnUnknownKind_AreNobodysBusiness()
    {
        var seen = new Wire.LibraryStatus[]
        {
            new() { Library = Pypi("everywhere"), Status = "INSTALLED", IsLibraryForAllClusters = true },
            new() { Library = new Shared.Library(), Status = "INSTALLED" },
            new() { Status = "INSTALLED" },
        };

        Assert.True(Clusters.Decide(Of(""), new ObservedCluster(Echo(Of(""))) { Libraries = seen }).IsNothing);
    }

    [Fact]
    public void Decide_UnderAPolicy_UninstallsOnlyWhatWasOurs()
    {
        var cluster = Of("a");
        cluster.Spec.PolicyId = "P1";
        cluster.Status.AppliedFields = ["libraries[pypi: mine]"];

        Assert.Contains("uninstalled: pypi: mine;", Decide(cluster, "a INSTALLED,mine INSTALLED,policys INSTALLED").Message, StringComparison.Ordinal);
        Assert.True(Decide(cluster, "a INSTALLED,policys INSTALLED").IsNothing);
    }

    [Fact]
    public void AppliedKeys_OfAFormerLibrary_AreKeptUntilItIsUninstalled()
    {
        var cluster = Of("a");
        cluster.Status.AppliedFields = ["libraries[pypi: former]", "sparkVersion"];

        Assert.Equal(["libraries[pypi: a]", "libraries[pypi: former]"], LibraryDiff.AppliedKeys(cluster).Order(StringComparer.Ordinal));
        Assert.Equal(2, LibraryDiff.WithoutGone(cluster, Statuses("former INSTALLED"))!.Count);
        Assert.Equal(["sparkVersion"], LibraryDiff.WithoutGone(cluster, Statuses("former UNINSTALL_ON_RESTART"))!);
        Assert.Equal(["sparkVersion"], LibraryDiff.WithoutGone(cluster, [])!);
        Assert.Equal(2, LibraryDiff.WithoutGone(cluster, null)!.Count);
        cluster.Spec.Libraries = null;
        Assert.Equal(["sparkVersion"], LibraryDiff.WithoutGone(cluster, null)!);
        Assert.Empty(LibraryDiff.AppliedKeys(cluster));
    }

    [Theory]
    [InlineData("a INSTALLED", "True", Reasons.Available, false, false)]
    [InlineData("a SKIPPED", "True", Reasons.Available, false, false)]
    [InlineData("a PENDING", "False", Reasons.Updating, true, false)]
    [InlineData("a INSTALLING", "False", Reasons.Updating, true, false)]
    [InlineData("a FAILED", "False", Reasons.LibraryFailed, false, true)]
    [InlineData("a FAILED,b RESOLVING", "False", Reasons.LibraryFailed, true, false)]
    [InlineData("a INSTALLED,gone UNINSTALL_ON_RESTART", "True", Reasons.Available, false, false)]
    public void Apply_OfARunningCluster_IsReadyOnceAllLibrariesAre(string present, string ready, string reason, bool isReconciling, bool isStalled)
    {
        var cluster = Of("a,b");

        var outcome = LibraryReadiness.Apply(
            ReconcileOutcome.Available(), cluster, new ObservedCluster(Echo(cluster)) { Libraries = Statuses(present) }, Timing);

        Assert.Equal((ready, reason, isReconciling, isStalled), (outcome.Ready!.Status, outcome.Ready.Reason, outcome.IsReconciling, outcome.IsStalled));
        Assert.Equal(present.Contains("gone", StringComparison.Ordinal), outcome.Ready.Message.Contains("Restart the cluster", StringComparison.Ordinal));
        Assert.Equal(present.Contains("FAILED", StringComparison.Ordinal), outcome.Ready.Message.Contains("the words of Databricks", StringComparison.Ordinal));
    }

    [Fact]
    public void Apply_OfATerminatedCluster_IsNoMatterOfItsPendingLibraries()
    {
        var cluster = Of("a");

        var outcome = LibraryReadiness.Apply(
            ReconcileOutcome.Available(), cluster, new ObservedCluster(Echo(cluster, "TERMINATED")) { Libraries = Statuses("a PENDING") }, Timing);

        Assert.Equal(("True", false), (outcome.Ready!.Status, outcome.IsReconciling));
    }

    [Fact]
    public void Of_EveryKind_TellsAllThatMakesALibraryAnother()
    {
        Shared.Library[] libraries =
        [
            new() { Jar = "/a" }, new() { Egg = "/a" }, new() { Whl = "/a" }, new() { Requirements = "/a" }, Pypi("a"),
            new() { Pypi = new Shared.PyPiLibrary { Package = "a", Repo = "https://example.com" } },
            new() { Maven = new Shared.MavenLibrary { Coordinates = "a" } },
            new() { Maven = new Shared.MavenLibrary { Coordinates = "a", Exclusions = ["x:y"] } },
            new() { Maven = new Shared.MavenLibrary { Coordinates = "a", Repo = "https://example.com" } },
            new() { Cran = new Shared.CranLibrary { Package = "a" } },
        ];

        Assert.Equal(libraries.Length, libraries.Select(LibraryName.Of).Distinct().Count());
        Assert.Equal(
            LibraryName.Of(new() { Maven = new Shared.MavenLibrary { Coordinates = "a", Exclusions = ["x:y", "b:c"] } }),
            LibraryName.Of(new() { Maven = new Shared.MavenLibrary { Coordinates = "a", Exclusions = ["b:c", "x:y"], Repo = "" } }));
    }

    [Fact]
    public void Key_OfALoginOrALongText_IsSafeToStoreAndStillItsOwn()
    {
        const string Name = "pypi: a from https://ada:canary-7c1f@example.com/simple";

        Assert.DoesNotContain("canary-7c1f", LibraryName.Key(Name), StringComparison.Ordinal);
        Assert.DoesNotContain("canary-7c1f", LibraryName.Shown(Name), StringComparison.Ordinal);
        Assert.NotEqual(LibraryName.Key(Name), LibraryName.Key(Name.Replace("ada", "bob", StringComparison.Ordinal)));
        Assert.InRange(LibraryName.Key($"jar: {new string('x', 3000)}").Length, 300, StatusLimits.Path);
        Assert.NotEqual(LibraryName.Key($"jar: {new string('x', 3000)}"), LibraryName.Key($"jar: {new string('x', 3001)}"));
    }

    private static Change Decide(DatabricksCluster cluster, string present, string state = ClusterStates.Running) =>
        Clusters.Decide(cluster, new ObservedCluster(Echo(cluster, state)) { Libraries = Statuses(present), IsPinned = false });

    /// <summary>A pass that sees these libraries and makes the call that is due.</summary>
    private static PartChoice Take(DatabricksCluster cluster, string present, bool onlyReports = false)
    {
        cluster.Status.Sync ??= [];
        var records = new PartRecords(cluster.Status, generation: 1);
        var observed = new ObservedCluster(Echo(cluster, ClusterStates.Running)) { Libraries = Statuses(present) };
        var choice = PartChoice.Of(LibraryDiff.Decide(cluster, observed), records, isAdoption: false, onlyReports);
        records.RecordObserved(choice);
        if (!choice.Next.IsNothing)
        {
            records.RecordUpdate(choice.Acting);
        }

        return choice;
    }

    private static DatabricksCluster Of(string packages) => Fixed(2, spec =>
        spec.Libraries =
            [.. packages.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(name => new LibrarySpec { Pypi = new PypiLibrary { Package = name } })]);

    private static Wire.LibraryStatus[] Statuses(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split(' ')).Select(part => new Wire.LibraryStatus
        {
            Library = Pypi(part[0]),
            Status = part[1],
            Messages = part[1] == "FAILED" ? ["the words of Databricks"] : null,
        })];

    private static Shared.Library Pypi(string package) => new() { Pypi = new Shared.PyPiLibrary { Package = package } };
}
