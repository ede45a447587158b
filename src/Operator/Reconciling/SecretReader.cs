using System.Text;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;

namespace Operator.Reconciling;

/// <summary>Reads a credential from an entry of a Secret when it is needed; Secrets are not kept in memory.</summary>
internal sealed class SecretReader(ResourceClient<V1Secret> secrets)
{
    /// <summary>
    /// Without one line end at its end: most Secrets are made from files and from the output of programs, which end in one that no credential has.
    /// </summary>
    /// <exception cref="DependencyMissingException">The Secret or the entry is not there.</exception>
    public async Task<string> ReadAsync(string @namespace, SecretKeyReference reference, CancellationToken cancellationToken)
    {
        var secret = await secrets.RequireAsync(@namespace, reference.Name, cancellationToken).ConfigureAwait(false);
        return secret.Data?.TryGetValue(reference.Key, out var value) == true
            ? WithoutLineEnd(Encoding.UTF8.GetString(value))
            : throw new DependencyMissingException($"The Secret {reference.Name} has no key {reference.Key}");
    }

    private static string WithoutLineEnd(string text) => text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
}
