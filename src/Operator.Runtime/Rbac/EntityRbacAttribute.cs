namespace Operator.Runtime.Rbac;

/// <summary>
/// The access a class needs to kinds of objects. Patching a kind that has a status includes patching the status. Finalizers need no right of their own: they
/// are written with the object.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class EntityRbacAttribute(params Type[] entities) : Attribute
{
    public IReadOnlyList<Type> Entities => entities;

    public RbacVerb Verbs { get; init; }
}
