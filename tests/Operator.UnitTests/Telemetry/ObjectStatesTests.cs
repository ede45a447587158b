using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;
using Operator.Runtime.Entities;
using Operator.Runtime.Informers;
using Operator.Telemetry;

namespace Operator.UnitTests.Telemetry;

/// <summary>What the metric of objects says of one.</summary>
public sealed class ObjectStatesTests
{
    private readonly ObjectStore<DatabricksCluster> store = new();

    [Fact]
    public void All_ReadyAndInSync_HasTheReasonOfReady() => Assert.Equal(
        new ObjectState("DatabricksCluster", "team/prod", "True", "True", false, "Available"),
        StateOf("prod", ("Ready", "True", "Available"), ("Synced", "True", "InSync")));

    [Fact]
    public void All_ReadyButOutOfSync_HasTheReasonOfSynced() => Assert.Equal(
        new ObjectState("DatabricksCluster", "shared/prod", "True", "Unknown", false, "ApiUnavailable"),
        StateOf("shared/prod", ("Ready", "True", "Available"), ("Synced", "Unknown", "ApiUnavailable"), ("Reconciling", "True", "ApiUnavailable")));

    [Fact]
    public void All_Stalled_SaysSo() => Assert.Equal(
        new ObjectState("DatabricksCluster", "(default)", "False", "False", true, "Rejected"),
        StateOf("(default)", ("Ready", "False", "Rejected"), ("Synced", "False", "Rejected"), ("Stalled", "True", "Rejected")));

    [Fact]
    public void All_NeverReconciled_IsUnknownAndInNoWorkspace() =>
        Assert.Equal(new ObjectState("DatabricksCluster", "", "Unknown", "Unknown", false, ""), StateOf(null));

    [Fact]
    public void All_ThatCannotBeRead_CountAsStalled()
    {
        var metadata = new V1ObjectMeta { Name = "bad", NamespaceProperty = "team", Uid = "u", ResourceVersion = "2" };
        store.Apply(new DecodedObject<DatabricksCluster>(null, new MalformedObject(metadata, "no number")));

        Assert.Equal(
            new ObjectState("DatabricksCluster", "", "False", "Unknown", true, "InvalidSpec"), Assert.Single(new ObjectStates<DatabricksCluster>(store).All));
    }

    private ObjectState StateOf(string? workspace, params (string Type, string Status, string Reason)[] conditions)
    {
        var cluster = new DatabricksCluster
        {
            Metadata = new V1ObjectMeta { Name = "etl", NamespaceProperty = "team", Uid = "u", ResourceVersion = "1" },
            Status = new DatabricksClusterStatus
            {
                Workspace = workspace,
                Conditions = [.. conditions.Select(one => new Condition { Type = one.Type, Status = one.Status, Reason = one.Reason })],
            },
        };
        store.Apply(new DecodedObject<DatabricksCluster>(cluster, null));
        return Assert.Single(new ObjectStates<DatabricksCluster>(store).All);
    }
}
