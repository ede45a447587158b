using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;

namespace Operator.Commands.Plan;

/// <summary>An object of one of our kinds that is planned.</summary>
/// <param name="Type">Of the object.</param>
/// <param name="Key">Of the object.</param>
/// <param name="Source">File and document.</param>
internal sealed record PlanSubject(Type Type, ObjectKey Key, string Source)
{
    public ResourceDefinition Definition { get; } = ResourceDefinition.Of(Type);

    /// <summary>In the API.</summary>
    public string Path => Definition.Path(Key.Namespace, Key.Name);

    /// <summary>Whether the operator may change anything.</summary>
    public ManagementPolicy Management { get; init; } = ManagementPolicy.Manage;

    /// <summary>What is known of it before the workspace was asked.</summary>
    public PlannedObject Empty => new(Definition.Kind, Key.Namespace ?? "", Key.Name, PlannedAction.None) { Source = Source };
}
