namespace Operator.Databricks.Observation;

/// <summary>The objects whose rows the next list is to keep although they have not changed: their owners wait for them.</summary>
internal sealed class RowRequests
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> requests = new(StringComparer.Ordinal);

    public void Add(string id, DateTimeOffset at)
    {
        lock (gate)
        {
            requests[id] = at;
        }
    }

    public void Remove(string id)
    {
        lock (gate)
        {
            requests.Remove(id);
        }
    }

    public bool Contains(string id)
    {
        lock (gate)
        {
            return requests.ContainsKey(id);
        }
    }

    /// <summary>True when no list begun at <paramref name="begun"/> or before can have answered the request.</summary>
    public bool IsMadeSince(string id, DateTimeOffset begun)
    {
        lock (gate)
        {
            return requests.TryGetValue(id, out var at) && at >= begun;
        }
    }

    /// <summary>The number of requests made since then, counted to <paramref name="atMost"/>.</summary>
    public int CountSince(DateTimeOffset begun, int atMost)
    {
        lock (gate)
        {
            return requests.Values.Where(at => at >= begun).Take(atMost).Count();
        }
    }

    /// <summary>Their owners have asked for the object itself since, or are gone.</summary>
    public void ForgetBefore(DateTimeOffset time)
    {
        lock (gate)
        {
            foreach (var (id, _) in requests.Where(request => request.Value < time).ToList())
            {
                requests.Remove(id);
            }
        }
    }
}
