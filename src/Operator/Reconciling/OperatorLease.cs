using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Options;
using Operator.Runtime.LeaderElection;

namespace Operator.Reconciling;

/// <summary>What an operator says of itself on its leader lease, and reads on those of others: where it works, and on which class of objects.</summary>
/// <param name="Namespaces">Empty for all.</param>
/// <param name="Class">Empty for objects without a class.</param>
internal sealed record OperatorLease(IReadOnlyList<string> Namespaces, string Class)
{
    /// <summary>On the lease of every operator.</summary>
    public const string Label = $"{ApiGroup.Name}/operator";

    private const string NamespacesAnnotation = $"{ApiGroup.Name}/watch-namespaces";

    public static void Describe(OperatorOptions options, LeaderElectionOptions lease)
    {
        lease.Labels[Label] = "true";
        lease.Annotations[NamespacesAnnotation] = options.Namespaces.Count == 0 ? OperatorOptions.All : string.Join(',', options.Namespaces);
        lease.Annotations[Labels.Class] = options.Class;
    }

    public static OperatorLease Of(OperatorOptions options) => new(options.Namespaces, options.Class);

    public static OperatorLease Of(V1Lease lease)
    {
        var said = lease.Metadata.Annotations ?? new Dictionary<string, string>();
        var namespaces = OperatorOptions.List(said.TryGetValue(NamespacesAnnotation, out var list) ? list : OperatorOptions.All);
        return new(namespaces.Contains(OperatorOptions.All) ? [] : namespaces, said.TryGetValue(Labels.Class, out var @class) ? @class : "");
    }

    /// <summary>Where both work on the same objects, in words; null where nowhere.</summary>
    public string? Overlap(OperatorLease other) => (Class == other.Class, Namespaces.Count, other.Namespaces.Count) switch
    {
        (false, _, _) => null,
        (_, 0, 0) => "all namespaces",
        (_, 0, _) => Names(other.Namespaces),
        (_, _, 0) => Names(Namespaces),
        _ => Namespaces.Intersect(other.Namespaces).ToList() is { Count: > 0 } common ? Names(common) : null,
    };

    private static string Names(IEnumerable<string> namespaces) => $"namespace {string.Join(", ", namespaces.Order(StringComparer.Ordinal))}";
}
