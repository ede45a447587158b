using System.Collections.Concurrent;
using Operator.Api.V1Alpha1;
using Operator.Managed;
using Operator.Runtime.Client;

namespace Operator.Commands.Plan;

/// <summary>Keeps what the passes decided, by object.</summary>
internal sealed class DecisionCollector : IDecisionLog
{
    private readonly ConcurrentDictionary<(string Kind, ObjectKey Key), Decision> decisions = new();

    public void Decided(IDatabricksResource resource, PartChoice choice, bool isAdoption) =>
        decisions[(resource.Kind, new ObjectKey(resource.Metadata.NamespaceProperty, resource.Metadata.Name))] = new Decision(choice, isAdoption);

    public bool Has(string kind, ObjectKey key) => decisions.ContainsKey((kind, key));

    /// <summary>Null where the pass did not get as far as that.</summary>
    public Decision? Take(string kind, ObjectKey key) => decisions.TryRemove((kind, key), out var decision) ? decision : null;

    /// <param name="Choice">What is due.</param>
    /// <param name="IsAdoption">The object is taken over.</param>
    internal sealed record Decision(PartChoice Choice, bool IsAdoption);
}
