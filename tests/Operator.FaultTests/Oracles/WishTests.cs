using Operator.FaultTests.Scenarios;
using Operator.FaultTests.World;
using static Operator.FaultTests.Oracles.BrokenPromise;

namespace Operator.FaultTests.Oracles;

/// <summary>What a spec forbids is reported, and what it allows is not.</summary>
public sealed class WishTests
{
    [Theory]
    [InlineData("""{"suspend":true}""", "POST clusters/edit", true)]
    [InlineData("""{"suspend":true}""", "POST clusters/create", true)]
    [InlineData("""{"policies":{"management":"Observe"}}""", "POST clusters/resize", true)]
    [InlineData("""{"policies":{"management":"Plan"}}""", "POST clusters/edit", true)]
    [InlineData("""{"policies":{"deletion":"Retain"}}""", "POST clusters/permanent-delete", true)]
    [InlineData("""{"policies":{"deletion":"Retain"}}""", "POST clusters/edit", false)]
    [InlineData("""{"policies":{"deletion":"Delete"}}""", "POST clusters/permanent-delete", false)]
    public Task HandsOff_CallThatTheSpecForbids_IsReported(string spec, string call, bool isForbidden) =>
        AssertReportedAsync(Promise.HandsOff, world => CallUnder(world, spec, call, isSeen: true), isForbidden);

    /// <summary>Until then the operator may still act by the spec before.</summary>
    [Fact]
    public Task HandsOff_CallBeforeTheSpecWasSeen_IsNotReported() => AssertReportedAsync(
        Promise.HandsOff, world => CallUnder(world, """{"suspend":true}""", "POST clusters/edit", isSeen: false), isReported: false);

    /// <summary>Only what the spec leaves in the workspace may be there still: a suspended resource is not let go.</summary>
    [Theory]
    [InlineData("""{"suspend":true}""", true)]
    [InlineData("""{"policies":{"deletion":"Retain"}}""", false)]
    [InlineData("""{"policies":{"management":"Observe"}}""", false)]
    public Task ReleasedLast_ObjectThatIsStillThere_IsReported(string spec, bool isReported) => AssertReportedAsync(
        Promise.ReleasedLast,
        world =>
        {
            Edit(world, spec);
            world.Oracles.Written(new ObservedWrite(ClusterPath, Cluster.Stored(world)!, null), world.Life);
        },
        isReported);

    /// <summary>Only where the operator observes does Ready speak of the object as it is.</summary>
    [Theory]
    [InlineData("""{"numWorkers":9}""", true)]
    [InlineData("""{"numWorkers":9,"suspend":true}""", true)]
    [InlineData("""{"numWorkers":9,"policies":{"management":"Observe"}}""", false)]
    public Task ReadyIsTrue_SpecThatWasNeverThere_IsReported(string spec, bool isReported) => AssertReportedAsync(
        Promise.ReadyIsTrue,
        world =>
        {
            Edit(world, spec);
            Write(world, stored => Thing.Condition(stored, "Ready")!["observedGeneration"] = 2L);
        },
        isReported);

    private static void CallUnder(FaultWorld world, string spec, string call, bool isSeen)
    {
        Edit(world, spec, isSeen ? """{"observedGeneration":2}""" : "{}");
        world.Oracles.Sent(CallTo(call) with { IsChange = true }, Cluster.Ids(world)[0], world.Life);
    }

    /// <summary>The process stands still: its own answer to the edit does not come in between.</summary>
    private static void Edit(FaultWorld world, string spec, string status = "{}")
    {
        world.Life.Kill();
        world.Users.Patch(Cluster.Plural, Cluster.Name, $$"""{"spec":{{spec}},"status":{{status}}}""");
    }
}
