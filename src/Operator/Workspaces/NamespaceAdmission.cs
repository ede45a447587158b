using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;

namespace Operator.Workspaces;

/// <summary>Whether the objects of a namespace may use a workspace of another one.</summary>
/// <param name="namespaces">Their labels; null where the operator may not read them.</param>
internal sealed class NamespaceAdmission(ObjectStore<V1Namespace>? namespaces)
{
    /// <summary>What a workspace asks for and this operator cannot know; null for nothing.</summary>
    public string? Problem(DatabricksWorkspaceSpec spec) => namespaces is null && spec.AllowedNamespaces?.From == NamespacesFrom.Selector
        ? "spec.allowedNamespaces: this operator has rights in single namespaces only (its option namespaced) and cannot read the labels of namespaces that "
            + "from: Selector needs; use Same, or All for all namespaces that it watches"
        : null;

    public bool Admits(DatabricksWorkspace workspace, string? @namespace)
    {
        var allowed = workspace.Spec.AllowedNamespaces;
        return workspace.Metadata.NamespaceProperty == @namespace || (allowed?.From ?? NamespacesFrom.Same) switch
        {
            NamespacesFrom.All => true,
            NamespacesFrom.Selector => allowed!.Selector is { } selector
                && namespaces?.Find(new ObjectKey(null, @namespace ?? "")) is { } found && Matches(selector, found.Metadata.Labels),
            _ => false,
        };
    }

    /// <summary>As everywhere in Kubernetes: all requirements must hold, so none means everything.</summary>
    internal static bool Matches(NamespaceSelector selector, IDictionary<string, string>? labels)
    {
        labels ??= new Dictionary<string, string>();
        return (selector.MatchLabels ?? new Dictionary<string, string>()).All(wanted => labels.TryGetValue(wanted.Key, out var value) && value == wanted.Value)
            && (selector.MatchExpressions ?? []).All(requirement => Holds(requirement, labels));
    }

    /// <summary>Only the labels decide, and only their change is worth another look.</summary>
    public static bool IsNews(V1Namespace? before, V1Namespace? after) =>
        before is null || after is null || !Same(before.Metadata.Labels, after.Metadata.Labels);

    private static bool Holds(SelectorRequirement requirement, IDictionary<string, string> labels)
    {
        var isPresent = labels.TryGetValue(requirement.Key, out var value);
        return requirement.Operator switch
        {
            SelectorOperator.In => isPresent && requirement.Values?.Contains(value!) == true,
            SelectorOperator.NotIn => !isPresent || requirement.Values?.Contains(value!) != true,
            SelectorOperator.Exists => isPresent,
            SelectorOperator.DoesNotExist => !isPresent,
            _ => false,
        };
    }

    private static bool Same(IDictionary<string, string>? left, IDictionary<string, string>? right) =>
        (left?.Count ?? 0) == (right?.Count ?? 0) && (left is null || left.All(label => right!.TryGetValue(label.Key, out var value) && value == label.Value));
}
