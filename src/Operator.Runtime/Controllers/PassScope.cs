using System.Collections;
using Operator.Runtime.Client;

namespace Operator.Runtime.Controllers;

/// <summary>The log scope of one pass: which object, and an id that ties its lines together.</summary>
internal sealed class PassScope(string kind, ObjectKey key) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly string reconcileId = Convert.ToHexStringLower(BitConverter.GetBytes(Random.Shared.NextInt64()));

    public int Count => 4;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("Kind", kind),
        1 => new("Namespace", key.Namespace),
        2 => new("Name", key.Name),
        3 => new("ReconcileId", reconcileId),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"{kind} {key} {reconcileId}";
}
