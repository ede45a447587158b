using System.Reflection;
using System.Text.Json.Nodes;
using k8s.Models;
using Operator.Kinds;
using Operator.Runtime.Rbac;
using Operator.Runtime.Schema;

namespace Operator.Commands;

/// <summary>
/// The access the operator needs in the cluster: to the kinds, and to the objects that are named here. The leader lease is not in it: a Role of its own grants
/// it for one name in one namespace.
/// </summary>
[EntityRbac(typeof(V1Secret), typeof(V1ConfigMap), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch)]
[EntityRbac(typeof(V1Namespace), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch)]
[EntityRbac(typeof(Corev1Event), Verbs = RbacVerb.Create | RbacVerb.Patch)]
internal static class OperatorRbac
{
    public static JsonArray Rules() => ClusterRoleGenerator.Rules(
        [.. KindRegistry.All.Select(
            kind => new EntityRbacAttribute(kind.Resource) { Verbs = kind.Verbs }), .. typeof(OperatorRbac).GetCustomAttributes<EntityRbacAttribute>()]);
}
