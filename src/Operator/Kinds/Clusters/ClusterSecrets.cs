using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Compute;
using Operator.Reconciling;
using Operator.Runtime.Client;

namespace Operator.Kinds.Clusters;

/// <summary>
/// The settings of a cluster that come from Secrets. Databricks never returns them (behavior §4.1), so whether one has changed is known only from what this
/// process sent or first saw, of which it keeps a keyed hash. A new process takes for sent what it finds: it must not restart a running cluster on a guess, so
/// a value that changed while none was running goes out with the next edit.
/// </summary>
internal sealed class ClusterSecrets(SecretReader secrets)
{
    private readonly byte[] key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
    private readonly ConcurrentDictionary<(string Id, string Path), string> sent = new();

    /// <summary>Puts the values into a request, and nowhere else; what it returns is for <see cref="Sent"/>.</summary>
    /// <exception cref="DependencyMissingException">A Secret or its key is not there.</exception>
    public async Task<IReadOnlyDictionary<string, string>> AddAsync(DatabricksCluster cluster, JsonObject body, CancellationToken cancellationToken)
    {
        var added = await secrets.AddAsync(cluster.Metadata.NamespaceProperty, cluster.Spec, body, cancellationToken).ConfigureAwait(false);
        return added.ToDictionary(one => one.Setting.Path, one => Hash(one.Value));
    }

    /// <summary>The request of <see cref="AddAsync"/> succeeded.</summary>
    public void Sent(string id, IReadOnlyDictionary<string, string> hashes)
    {
        foreach (var (path, hash) in hashes)
        {
            sent[(id, path)] = hash;
        }
    }

    public void Forget(string id)
    {
        foreach (var known in sent.Keys.Where(known => known.Id == id))
        {
            sent.TryRemove(known, out _);
        }
    }

    /// <summary>The Secrets a cluster refers to; a change of one brings the cluster's next pass.</summary>
    public static IEnumerable<ObjectKey> KeysOf(DatabricksCluster cluster) =>
        ClusterSettingSecrets.Of(cluster.Spec).Select(setting => new ObjectKey(cluster.Metadata.NamespaceProperty, setting.Reference.Name));

    /// <summary>Paths of the settings whose value is another than the one sent. A Secret that is missing is missed when its value is needed.</summary>
    public async Task<IReadOnlyList<string>> ChangedAsync(DatabricksCluster cluster, string id, CancellationToken cancellationToken)
    {
        var changed = new List<string>();
        foreach (var (path, reference, _, _) in ClusterSettingSecrets.Of(cluster.Spec))
        {
            try
            {
                var hash = Hash(await secrets.ReadAsync(cluster.Metadata.NamespaceProperty, reference, cancellationToken).ConfigureAwait(false));
                if (sent.GetOrAdd((id, path), hash) != hash)
                {
                    changed.Add(path);
                }
            }
            catch (DependencyMissingException)
            {
                // What was sent stays in force.
            }
        }

        return changed;
    }

    private string Hash(string value) => Convert.ToHexString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(value)));
}
