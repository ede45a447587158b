namespace Databricks.Simulator.Stores;

/// <summary>Reads after a create that still miss the new object, as they do on a workspace whose replicas lag: gets and lists are counted separately.</summary>
internal sealed class HiddenReads(int count)
{
    private int gets = count;
    private int lists = count;

    /// <summary>True for a get that misses the object; it counts.</summary>
    public bool MissGet() => gets > 0 && gets-- > 0;

    /// <summary>True for a page that misses the object. A list of several pages is one read, which its first page counts.</summary>
    public bool MissPage(bool isFirst)
    {
        if (lists == 0)
        {
            return false;
        }

        lists -= isFirst ? 1 : 0;
        return true;
    }
}
