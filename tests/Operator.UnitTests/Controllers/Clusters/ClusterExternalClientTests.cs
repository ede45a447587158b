using System.Text;
using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Hosting;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Operator.Api.V1Alpha1;
using Operator.Controllers;
using Operator.Controllers.Clusters;
using Operator.Databricks;
using Operator.Databricks.Authentication;
using Operator.Databricks.Clusters;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.UnitTests.Runtime.Support;
using Operator.UnitTests.Simulator;
using static Operator.UnitTests.Controllers.Clusters.Clusters;
using DockerBasicAuth = Operator.Api.V1Alpha1.DockerBasicAuth;
using DockerImage = Operator.Api.V1Alpha1.DockerImage;
using TerminationReason = Databricks.Simulator.Clusters.TerminationReason;

namespace Operator.UnitTests.Controllers.Clusters;

public sealed class ClusterExternalClientTests : IAsyncLifetime
{
    private const string Password = "hunter2-registry-password";

    private readonly InMemoryApiServer objects = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 9, 12, 0, 0, TimeSpan.Zero));
    private SimulatedWorkspace workspace = null!;
    private WorkspaceClient client = null!;
    private ApiServerConnection connection = null!;
    private ClusterExternalClient external = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        workspace = await SimulatedWorkspace.StartAsync(new ClusterOptions { TerminatingDuration = TimeSpan.FromMinutes(1) });
        Assert.True(WorkspaceHost.TryParse(workspace.Client.BaseAddress!.GetLeftPart(UriPartial.Authority), true, out var host, out var reason), reason);
        client = WorkspaceClientFactory.Create(
            new WorkspaceClientOptions { Host = host, TokenSource = new StaticTokenSource(new Secret(WorkspaceOptions.DefaultToken)) }, TimeProvider.System);
        connection = new StubApiServer(objects.Answer).Connect();
        external = new ClusterExternalClient(
            new KindObservation<DatabricksCluster, ClusterDetails>(
                new ClusterRows(), new ObjectStore<DatabricksCluster>(), (_, _, _) => { }, Timing, time, NullLogger<KindObservation<DatabricksCluster, ClusterDetails>>.Instance),
            new StartBackoff(time), new SecretReader(new ResourceClient<V1Secret>(connection, new EntitySerializer())), Timing);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        connection.Dispose();
        await workspace.DisposeAsync();
    }

    [Fact]
    public async Task Create_WithAPassword_SendsItAndKeepsItNowhere()
    {
        objects.Put("/api/v1/namespaces/team/secrets/registry", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "registry" },
            ["data"] = new JsonObject { ["password"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Password)) },
        });
        var cluster = WithLogin();

        await external.CreateAsync(cluster, Marker, client, Cancellation);

        Assert.Contains(Password, Assert.Single(workspace.Workspace.Journal.Of("clusters/create")).Body, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, Wire(cluster).ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(external.DesiredFields(cluster, Marker), path => path.Contains("password", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(false, "The Secret registry does not exist")]
    [InlineData(true, "has no key password")]
    public async Task Create_WithoutTheSecret_WaitsForItAndSendsNothing(bool exists, string expected)
    {
        if (exists)
        {
            objects.Put("/api/v1/namespaces/team/secrets/registry", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "registry" } });
        }

        var exception = await Assert.ThrowsAsync<DependencyMissingException>(() => external.CreateAsync(WithLogin(), Marker, client, Cancellation));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.Empty(workspace.Workspace.Journal.Of("clusters/create"));
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(AdoptionPolicy.ByName, 2)]
    public async Task Search_AmongOthers_FindsTheMarkedOneAndThoseOfTheNameWhereThatCounts(AdoptionPolicy? adoption, int count)
    {
        var cluster = Fixed(2, spec => spec.Policies = new ResourcePolicies { Adoption = adoption });
        Put(Fixed());
        Put(Fixed(), marker: null);
        Put(Fixed(2, spec => spec.ClusterName = "another"), marker: "another's");
        Put(Fixed(), source: "JOB");

        var found = await external.SearchAsync(cluster, Marker, client, time.GetUtcNow(), Cancellation);

        Assert.Equal(count, found.Count);
        Assert.All(found, one => Assert.NotNull(one.Spec));
    }

    [Fact]
    public async Task Search_ByManyAtOnce_ReadsTheWorkspaceOnceUntilAListMustBeNewer()
    {
        var now = time.GetUtcNow();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(index => external.SearchAsync(Fixed(), $"marker-{index}", client, now - TimeSpan.FromSeconds(30), Cancellation)));
        Assert.Single(workspace.Workspace.Journal.Of("clusters/list"));

        time.Advance(TimeSpan.FromSeconds(1));
        await external.SearchAsync(Fixed(), Marker, client, time.GetUtcNow(), Cancellation);
        Assert.Equal(2, workspace.Workspace.Journal.Of("clusters/list").Count);
    }

    [Fact]
    public async Task Search_AfterACreationTheListDoesNotShowYet_FindsItAllTheSame()
    {
        var now = time.GetUtcNow();
        await external.SearchAsync(Fixed(), Marker, client, now, Cancellation);
        var id = await external.CreateAsync(Fixed(), Marker, client, Cancellation);

        Assert.Equal(id, Assert.Single(await external.SearchAsync(Fixed(), Marker, client, now, Cancellation)).ClusterId);
    }

    [Fact]
    public async Task Act_AnEditThatRestarts_AnswersARequestedRestartToo()
    {
        var id = Put(Fixed());
        var cluster = Fixed(2, spec => (spec.SparkVersion, spec.RestartRequestedAt) = ("16.4.x-scala2.12", "again"));
        var observed = (await external.ObserveAsync(id, client, Cancellation))!;

        await external.ActAsync(cluster, observed, external.Decide(cluster, observed, Marker), Marker, client, Cancellation);

        observed = (await external.ObserveAsync(id, client, Cancellation))!;
        Assert.Equal("again", cluster.Status.LastHandledRestartAt);
        Assert.True(external.Decide(cluster, observed, Marker).IsNothing);
        Assert.Empty(workspace.Workspace.Journal.Of("clusters/restart"));
    }

    [Fact]
    public async Task Decide_AClusterThatKeepsFailing_IsStartedEverMoreSeldom()
    {
        var id = Put(Fixed());
        var cluster = Fixed(2, spec => spec.DesiredState = ClusterDesiredState.Running);
        workspace.Workspace.Clusters.FailStarts(new StartFailure(new TerminationReason("INTERNAL_ERROR", "SERVICE_FAULT")) { Count = 100 });
        workspace.Workspace.Clusters.Terminate(id, new TerminationReason("INTERNAL_ERROR", "SERVICE_FAULT"));

        for (var second = 0; second < 3600; second += 60)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            workspace.Time.Advance(TimeSpan.FromMinutes(1));
            var observed = (await external.ObserveAsync(id, client, Cancellation))!;
            if (external.Decide(cluster, observed, Marker) is { Power: PowerChange.Start } start)
            {
                await external.ActAsync(cluster, observed, start, Marker, client, Cancellation);
            }
            else
            {
                Assert.True(external.Assess(cluster, observed).IsReconciling);
            }
        }

        Assert.InRange(workspace.Workspace.Journal.Of("clusters/start").Count, 5, 7);
    }

    [Fact]
    public async Task Delete_APinnedCluster_UnpinsItAndComesBackUntilItIsGone()
    {
        var id = Put(Fixed());
        await client.Clusters.PinAsync(new ClusterReference(id), Cancellation);
        var observed = (await external.ObserveAsync(id, client, Cancellation))!;

        Assert.False(await external.DeleteAsync(observed, DeletionPolicy.Delete, client, Cancellation));
        Assert.False(await external.DeleteAsync(observed, DeletionPolicy.Delete, client, Cancellation));
        workspace.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Null(await external.ObserveAsync(id, client, Cancellation));
        Assert.True(await external.DeleteAsync(observed, DeletionPolicy.Delete, client, Cancellation));
    }

    [Fact]
    public async Task Delete_UnderTerminate_StopsItAndKeepsItsDefinition()
    {
        var id = Put(Fixed());
        var observed = (await external.ObserveAsync(id, client, Cancellation))!;

        Assert.True(await external.DeleteAsync(observed, DeletionPolicy.Terminate, client, Cancellation));
        workspace.Time.Advance(TimeSpan.FromMinutes(2));

        observed = (await external.ObserveAsync(id, client, Cancellation))!;
        Assert.Equal("TERMINATED", observed.State);
        Assert.True(await external.DeleteAsync(observed, DeletionPolicy.Terminate, client, Cancellation));
        Assert.Single(workspace.Workspace.Journal.Of("clusters/delete"));
        Assert.Empty(workspace.Workspace.Journal.Of("clusters/permanent-delete"));
    }

    [Theory]
    [InlineData(null, "RUNNING", true)]
    [InlineData(Id, "TERMINATED", true)]
    [InlineData(Id, "RUNNING", false)]
    [InlineData(Id, "PENDING", false)]
    public void Describe_ARequestedRestart_IsDoneWhereNothingRunsOrNothingWasAsked(string? recorded, string state, bool isHandled)
    {
        var cluster = Fixed(2, spec => spec.RestartRequestedAt = "second");
        (cluster.Status.ClusterId, cluster.Status.LastHandledRestartAt) = (recorded, "first");

        external.Describe(cluster, Echo(cluster, state), client);

        Assert.Equal(isHandled ? "second" : "first", cluster.Status.LastHandledRestartAt);
    }

    [Fact]
    public void Describe_AndDescribeMissing_KeepNothingOfAnObjectThatIsGone()
    {
        var cluster = Fixed();
        external.Describe(cluster, Echo(cluster) with { StateMessage = new string('x', 10_000), StartTime = 1_773_057_600_123 }, client);
        Assert.Equal((Id, "RUNNING"), (cluster.Status.ClusterId, cluster.Status.State));
        Assert.EndsWith($"/compute/clusters/{Id}", cluster.Status.Url, StringComparison.Ordinal);
        Assert.Equal(StatusLimits.Message, cluster.Status.StateMessage!.Length);
        Assert.Equal(0, cluster.Status.StartTime!.Value.Millisecond);

        (cluster.Status.Workspace, cluster.Status.WorkspaceId) = ("(default)", "1");
        external.DescribeMissing(cluster);

        Assert.Equal((null, null, null, "1"), (cluster.Status.ClusterId, cluster.Status.State, cluster.Status.AppliedFields, cluster.Status.WorkspaceId));
    }

    private static DatabricksCluster WithLogin() => Fixed(2, spec => spec.DockerImage = new DockerImage
    {
        Url = "registry.example.com/a",
        BasicAuth = new DockerBasicAuth { Username = "u", PasswordSecretRef = new SecretKeyReference { Name = "registry", Key = "password" } },
    });

    /// <summary>A cluster that is there already.</summary>
    private string Put(DatabricksCluster cluster, string? marker = Marker, string source = "API")
    {
        var wire = ClusterMapper.ToWire(cluster, marker ?? "");
        if (marker is null)
        {
            wire.Remove("custom_tags");
        }

        return workspace.Workspace.Clusters.Create(wire, "ada@example.com", source);
    }
}
