using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Operator.Runtime.Client;
using Operator.Runtime.LeaderElection;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.LeaderElection;

/// <summary>One replica, the lease on an API server in memory, and a clock that the test moves on.</summary>
public abstract class LeaseElectorTestBase : IDisposable
{
    private protected const string Path = "/apis/coordination.k8s.io/v1/namespaces/ns/leases/operator";

    private protected static readonly LeaderElectionOptions Options = new();

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected FakeTimeProvider Time { get; } = new();

    private protected InMemoryApiServer Api { get; } = new();

    private protected StubApiServer Server { get; }

    private protected LeaseElector Elector { get; }

    private protected Func<StubRequest, bool> Fails { get; set; } = _ => false;

    protected LeaseElectorTestBase()
    {
        Server = new StubApiServer(request => Fails(request) ? throw new IOException("connection reset") : Api.Answer(request));
        Elector = NewElector("me");
    }

    private protected string? Holder => (string?)Api.Objects[Path]["spec"]!["holderIdentity"];

    public void Dispose()
    {
        Server.Dispose();
        GC.SuppressFinalize(this);
    }

    internal static LeaseElector NewElector(string identity, StubApiServer server, TimeProvider time, LeaderElectionOptions? options = null) => new(
        new ResourceClient<V1Lease>(server.Connect(time), new EntitySerializer()), options ?? Options, new ObjectKey(
            "ns", "operator"), identity, time, NullLogger<LeaseElector>.Instance);

    private protected LeaseElector NewElector(string identity) => NewElector(identity, Server, Time);

    /// <summary>In small steps, as time passes; one big step is what a stopped process sees.</summary>
    private protected void Advance(TimeSpan span)
    {
        for (var left = span; left > TimeSpan.Zero; left -= TimeSpan.FromMilliseconds(50))
        {
            Time.Advance(TimeSpan.FromMilliseconds(Math.Min(50, left.TotalMilliseconds)));
        }
    }

    private protected void HeldBy(string identity, string renewTime = "2026-01-01T00:00:00.000000Z") => Api.Put(Path, (JsonObject)JsonNode.Parse(
        $$$"""{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"operator","namespace":"ns","uid":"u"},"spec":"""
            + $$$"""{"holderIdentity":"{{{identity}}}","leaseDurationSeconds":15,"renewTime":"{{{renewTime}}}","leaseTransitions":0}}""")!);
}
