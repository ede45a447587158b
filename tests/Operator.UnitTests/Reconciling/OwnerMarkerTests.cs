using Operator.Reconciling;
using Operator.Runtime.Client;

namespace Operator.UnitTests.Reconciling;

public sealed class OwnerMarkerTests
{
    [Fact]
    public void Of_AnObject_IsTheSameInEveryVersion()
    {
        // First 32 digits of `printf 'prod/DatabricksCluster/team/etl' | sha256sum`: a change would orphan every object in every workspace.
        Assert.Equal("b44e41e9fc580c0464ef889f3f2dd791", OwnerMarker.IdentityOf(OwnerMarker.Of("prod", "DatabricksCluster", new ObjectKey("team", "etl"))));
    }

    [Fact]
    public void InstallationOf_ObjectsOfOneInstallation_IsTheSame()
    {
        var mine = OwnerMarker.Of("prod", "DatabricksCluster", new ObjectKey("team", "etl"));

        Assert.False(OwnerMarker.MayBeOfAnotherInstallation(OwnerMarker.Of("prod", "DatabricksJob", new ObjectKey("other", "load")), mine));
        Assert.True(OwnerMarker.MayBeOfAnotherInstallation(OwnerMarker.Of("test", "DatabricksCluster", new ObjectKey("team", "etl")), mine));
        Assert.True(OwnerMarker.MayBeOfAnotherInstallation(OwnerMarker.IdentityOf(mine), mine));
    }

    [Fact]
    public void IsSame_AMarkerOfAnEarlierVersion_NamesTheSameResource()
    {
        var mine = OwnerMarker.Of("prod", "DatabricksCluster", new ObjectKey("team", "etl"));

        Assert.True(OwnerMarker.IsSame(OwnerMarker.IdentityOf(mine), mine));
        Assert.False(OwnerMarker.IsSame(null, mine));
        Assert.False(OwnerMarker.IsSame(OwnerMarker.Of("test", "DatabricksCluster", new ObjectKey("team", "etl")), mine));
    }

    [Fact]
    public void Of_DifferentObjects_Differs()
    {
        string[] markers =
        [
            OwnerMarker.Of("prod", "DatabricksCluster", new ObjectKey("team", "etl")),
            OwnerMarker.Of("test", "DatabricksCluster", new ObjectKey("team", "etl")),
            OwnerMarker.Of("prod", "DatabricksJob", new ObjectKey("team", "etl")),
            OwnerMarker.Of("prod", "DatabricksCluster", new ObjectKey("other", "etl")),
            OwnerMarker.Of("prod", "DatabricksCluster", new ObjectKey("team", "etl2")),
        ];

        Assert.Equal(markers.Length, markers.Distinct().Count());
        // Google Cloud takes lower case letters, digits, - and _ only, up to 63 characters.
        Assert.All(markers, marker => Assert.Matches("^[0-9a-f]{32}-[0-9a-f]{8}$", marker));
    }
}
