using Operator.Api.V1Alpha1;
using Operator.Reconciling;
using Operator.Runtime.Client;

namespace Operator.UnitTests.Managed.StateSpace;

/// <summary>What is in the workspace before the first pass.</summary>
internal enum Remote
{
    Absent,

    /// <summary>As its spec says.</summary>
    Own,

    Different,

    /// <summary>Neither gets nor lists show it before the grace is over.</summary>
    Unseen,

    /// <summary>Lists show it, and a get says that it is not there.</summary>
    Denied,

    /// <summary>It carries the mark of another resource.</summary>
    Foreign,

    /// <summary>It has the name and no mark.</summary>
    Namesake,

    /// <summary>A person copied it, mark included.</summary>
    Copy,
}

/// <summary>What the first of several passes meets.</summary>
/// <param name="Remote">In the workspace.</param>
/// <param name="IsRecorded">Status names it.</param>
/// <param name="HasFinalizer">Another process was here before.</param>
/// <param name="Management">The policy.</param>
/// <param name="Deletion">The policy for the end.</param>
/// <param name="Adoption">The policy for what is found.</param>
internal sealed record Situation(
    Remote Remote, bool IsRecorded, bool HasFinalizer, ManagementPolicy Management, DeletionPolicy Deletion, AdoptionPolicy Adoption)
{
    public const string Id = "there";

    private static readonly string Other = OwnerMarker.Of("prod", DatabricksCluster.KindName, new ObjectKey("team", "retired"));

    /// <summary>
    /// Every one that can come to be. Who only observes never had a finalizer, unless it managed before; and what was created so lately that nothing shows it
    /// was created under a finalizer.
    /// </summary>
    public static IReadOnlyList<Situation> All { get; } =
    [
        .. from remote in Enum.GetValues<Remote>()
           from isRecorded in new[] { false, true }
           from hasFinalizer in new[] { false, true }
           where hasFinalizer || (!isRecorded && remote != Remote.Unseen)
           from management in Enum.GetValues<ManagementPolicy>()
           from deletion in new[] { DeletionPolicy.Delete, DeletionPolicy.Retain }
           where management == ManagementPolicy.Manage || deletion == DeletionPolicy.Delete
           from adoption in new[] { AdoptionPolicy.IfMarked, AdoptionPolicy.ByName }
           where remote is Remote.Namesake or Remote.Absent || adoption == AdoptionPolicy.IfMarked
           select new Situation(remote, isRecorded, hasFinalizer, management, deletion, adoption),
    ];

    /// <summary>What nobody but its owner may touch.</summary>
    public bool IsTheirs => Remote == Remote.Foreign || (!IsRecorded && (Remote == Remote.Copy || IsNamesake(AdoptionPolicy.IfMarked)));

    /// <summary>Nobody's until the operator has taken it over.</summary>
    public bool IsToBeTakenOver => !IsRecorded && IsNamesake(AdoptionPolicy.ByName);

    public PassHarness Start()
    {
        var pass = PassHarness.Start(cluster =>
        {
            cluster.Spec.Policies = new ClusterPolicies { Management = Management, Deletion = Deletion, Adoption = Adoption };
            cluster.Metadata.Finalizers = HasFinalizer ? [Ownership.Finalizer] : null;
            cluster.Status.ClusterId = IsRecorded ? Id : null;
        });
        if (Remote != Remote.Absent)
        {
            pass.External.Objects.Add(new FakeObject(Id, Mark()) { IsDifferent = Remote == Remote.Different, Creator = Creator() });
        }

        if (Remote == Remote.Unseen)
        {
            pass.External.Unseen.Add(Id);
        }

        if (Remote == Remote.Denied)
        {
            pass.External.Denied.Add(Id);
        }

        return pass;
    }

    private bool IsNamesake(AdoptionPolicy adoption) => Remote == Remote.Namesake && Adoption == adoption;

    private string? Mark() => Remote switch
    {
        Remote.Foreign => Other,
        Remote.Namesake => null,
        _ => PassHarness.Marker,
    };

    private string Creator() => Remote == Remote.Copy ? "ada@example.com" : PassHarness.Me;
}
