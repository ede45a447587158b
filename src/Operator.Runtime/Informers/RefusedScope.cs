using System.Net;
using Operator.Runtime.Client;

namespace Operator.Runtime.Informers;

/// <summary>A kind, in one namespace or in the whole cluster, that the API server does not let this process see.</summary>
/// <param name="Definition">The kind.</param>
/// <param name="Namespace">Where; null for the whole cluster.</param>
/// <param name="Status">403: the right is missing. 404: the API server does not know the kind.</param>
/// <param name="Message">The words of the API server.</param>
/// <param name="IsGone">The API server has not known the kind for so long that there are no objects of it.</param>
public sealed record RefusedScope(ResourceDefinition Definition, string? Namespace, HttpStatusCode Status, string Message, bool IsGone = false)
{
    public string Kind => Definition.Plural;

    public override string ToString()
    {
        var scope = Namespace is null ? Kind : $"{Kind} in namespace {Namespace}";
        return Status == HttpStatusCode.NotFound
            ? $"{scope}: the API server does not know the kind (404); install the CRD {Definition.Plural}.{Definition.Group}"
            : $"{scope}: the operator's account may not list and watch them (403); grant it get, list and watch: {Message}";
    }
}
