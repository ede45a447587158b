using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.UnitTests.Runtime.Support;
using Operator.Workspaces;

namespace Operator.UnitTests.Scale;

/// <summary>10,000 objects in 50 workspaces: what a change of one of them costs is counted in the objects that are looked at.</summary>
public sealed class FleetChangesTests : IDisposable
{
    private const int Workspaces = 50;
    private const int Objects = 10_000;
    private const int ObjectsOfOne = Objects / Workspaces;

    private readonly StubApiServer server = new(_ => throw new InvalidOperationException("Nothing is read or written here."));
    private readonly ObjectStore<DatabricksWorkspace> workspaces = new();
    private readonly Informer<CountedResource> informer;
    private readonly WorkspaceDependents<CountedResource> dependents;
    private readonly List<ObjectKey> queued = [];
    private readonly List<ObjectKey> queuedWorkspaces = [];

    public FleetChangesTests()
    {
        informer = new(
            new ResourceClient<CountedResource>(server.Connect(), new EntitySerializer()), [], new ReflectorOptions(), new FakeTimeProvider(),
            NullLogger<Informer<CountedResource>>.Instance);
        dependents = new(
            informer, workspaces, new NamespaceAdmission(new ObjectStore<V1Namespace>()), (key, _, _) => queued.Add(key),
            (key, _, _) => queuedWorkspaces.Add(key), new SharedDefault(null));
        for (var index = 0; index < Objects; index++)
        {
            informer.Report(new(CountedResource.In($"workspace-{index % Workspaces}", $"{index}"), null));
        }

        CountedResource.Reads = 0;
    }

    public void Dispose() => server.Dispose();

    [Fact]
    public void Requeue_OfOneWorkspace_LooksAtItsOwnObjectsOnly()
    {
        dependents.Requeue(Workspace("workspace-7"), Reasons.AuthenticationFailed);

        Assert.Equal(ObjectsOfOne, queued.Count);
        Assert.InRange(CountedResource.Reads, 1, 3 * ObjectsOfOne);
    }

    /// <summary>A workspace that is being deleted asks this each time one of its users has gone.</summary>
    [Fact]
    public void Of_AWorkspaceWithOneUserLeft_FindsItAmongAllObjects()
    {
        informer.Report(new(CountedResource.In("nearly-unused", "last"), null));
        CountedResource.Reads = 0;

        Assert.Equal("last", Assert.Single(dependents.Of(Workspace("nearly-unused"))).Key.Name);

        Assert.InRange(CountedResource.Reads, 1, 10);
    }

    [Fact]
    public void Of_AWorkspaceThatNothingUses_LooksAtNothing()
    {
        Assert.Empty(dependents.Of(Workspace("unused")));

        Assert.Equal(0, CountedResource.Reads);
    }

    [Fact]
    public void Of_AnObjectThatMovedOrWasDeleted_FollowsTheChange()
    {
        informer.Report(new(CountedResource.In("workspace-8", "7", resourceVersion: "2"), null));
        informer.ReportDeleted(CountedResource.In("workspace-7", "57", resourceVersion: "2").Metadata);

        Assert.Equal(ObjectsOfOne - 2, dependents.Of(Workspace("workspace-7")).Count());
        Assert.Contains(dependents.Of(Workspace("workspace-8")), dependent => dependent.Key.Name == "7");
    }

    [Fact]
    public void Report_OfOneChangedObject_LooksAtThatObjectOnly()
    {
        informer.Report(new(CountedResource.In("workspace-7", "7", resourceVersion: "2"), null));

        Assert.InRange(CountedResource.Reads, 1, 10);
        Assert.Empty(queued);
        Assert.Empty(queuedWorkspaces);
    }

    [Fact]
    public void Report_OfTheLastUserOfADeletedWorkspace_WakesThatWorkspace()
    {
        var workspace = Workspace("workspace-7");
        workspace.Metadata.DeletionTimestamp = DateTime.UnixEpoch;
        workspaces.Apply(new(workspace, null));

        informer.ReportDeleted(CountedResource.In("workspace-7", "7", resourceVersion: "2").Metadata);

        Assert.Equal([ObjectKey.Of(workspace)], queuedWorkspaces);
    }

    private static DatabricksWorkspace Workspace(string name) =>
        new() { Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = CountedResource.Namespace, ResourceVersion = "1", Uid = name } };

    /// <summary>Counts how often anything looks into one of its kind.</summary>
    [KubernetesEntity(Group = "test.databricks-operator.io", ApiVersion = "v1", Kind = "Counted", PluralName = "counted")]
    private sealed class CountedResource : IDatabricksResource
    {
        public const string Namespace = "team";

        private readonly DatabricksClusterSpec spec = new();
        private readonly DatabricksClusterStatus status = new();

        [ThreadStatic]
        private static int reads;

        public static int Reads
        {
            get => reads;
            set => reads = value;
        }

        public string ApiVersion { get; set; } = "test.databricks-operator.io/v1";

        public string Kind { get; set; } = "Counted";

        public V1ObjectMeta Metadata { get; set; } = new();

        public ICommonSpec Spec
        {
            get
            {
                reads++;
                return spec;
            }
        }

        public CommonStatus Status
        {
            get
            {
                reads++;
                return status;
            }
        }

        public void ClearStatus() => throw new NotSupportedException();

        public static CountedResource In(string workspace, string name, string resourceVersion = "1")
        {
            var resource = new CountedResource
            {
                Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = Namespace, ResourceVersion = resourceVersion, Uid = name },
            };
            resource.spec.WorkspaceRef = new WorkspaceReference { Name = workspace };
            resource.status.Conditions = [new() { Type = ConditionTypes.Ready, Status = "False", Reason = Reasons.AuthenticationFailed }];
            return resource;
        }
    }
}
