using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Rbac;

namespace Operator.Commands;

/// <summary>
/// The access the operator needs in the cluster; read by <see cref="GeneratedFiles"/>, never instantiated. The leader lease is not in it:
/// a Role of its own grants it for one name in one namespace.
/// </summary>
[EntityRbac(typeof(DatabricksWorkspace), typeof(DatabricksCluster), typeof(DatabricksJob), typeof(DatabricksNotebook), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch | RbacVerb.Patch)]
[EntityRbac(typeof(DatabricksJobRun), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch | RbacVerb.Patch | RbacVerb.Delete)]
[EntityRbac(typeof(V1Secret), typeof(V1ConfigMap), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch)]
[EntityRbac(typeof(V1Namespace), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch)]
[EntityRbac(typeof(Corev1Event), Verbs = RbacVerb.Create | RbacVerb.Patch)]
internal static class OperatorRbac;
