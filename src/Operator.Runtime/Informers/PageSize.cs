using k8s;
using k8s.Models;
using Operator.Runtime.Client;

namespace Operator.Runtime.Informers;

/// <summary>
/// How many objects to ask for, by how large those of the page before were: small ones come in few requests, large ones in pieces that fit into memory.
/// </summary>
internal sealed class PageSize(ReflectorOptions options)
{
    /// <summary>The next objects may be larger than those seen so far.</summary>
    private const int MaximumGrowth = 4;

    public int Next { get; private set; } = Math.Min(options.FirstPageSize, options.PageSize);

    public void Learn<TEntity>(ListPage<TEntity> page)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        if (page.Items.Count > 0)
        {
            var fitting = (long)page.Items.Count * options.PageBytes / Math.Max(1, page.Bytes);
            Next = (int)Math.Clamp(fitting, 1, Math.Min((long)Next * MaximumGrowth, options.PageSize));
        }
    }
}
