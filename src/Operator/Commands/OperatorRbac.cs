using System.Reflection;
using System.Text.Json.Nodes;
using k8s.Models;
using Operator.Kinds;
using Operator.Runtime.Rbac;
using Operator.Runtime.Schema;

namespace Operator.Commands;

/// <summary>
/// The access the operator needs in the cluster: to the kinds, and to the objects that are named here. Its own leader lease is not in it: a Role grants it for
/// one name in one namespace. Those of other operators are listed to see who else works on the same objects.
/// </summary>
[EntityRbac(typeof(V1Secret), typeof(V1ConfigMap), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch)]
[EntityRbac(typeof(V1Namespace), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch)]
[EntityRbac(typeof(V1Lease), Verbs = RbacVerb.List)]
[EntityRbac(typeof(Corev1Event), Verbs = RbacVerb.Create | RbacVerb.Patch)]
internal static class OperatorRbac
{
    public static JsonArray Rules() => ClusterRoleGenerator.Rules(
        [.. KindRegistry.All.Select(
            kind => new EntityRbacAttribute(kind.Resource) { Verbs = kind.Verbs }), .. typeof(OperatorRbac).GetCustomAttributes<EntityRbacAttribute>()]);
}
