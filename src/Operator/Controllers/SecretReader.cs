using System.Text;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;

namespace Operator.Controllers;

/// <summary>Reads one entry of a Secret when it is needed; Secrets are not kept in memory.</summary>
internal sealed class SecretReader(ResourceClient<V1Secret> secrets)
{
    public async Task<string> ReadAsync(string @namespace, SecretKeyReference reference, CancellationToken cancellationToken)
    {
        var secret = await secrets.RequireAsync(@namespace, reference.Name, cancellationToken).ConfigureAwait(false);
        return secret.Data?.TryGetValue(reference.Key, out var value) == true
            ? Encoding.UTF8.GetString(value)
            : throw new DependencyMissingException($"The Secret {reference.Name} has no key {reference.Key}");
    }
}
