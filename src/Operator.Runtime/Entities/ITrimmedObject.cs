namespace Operator.Runtime.Entities;

/// <summary>An object in the cache of which large values were taken out to save memory. Rules about it count them as given.</summary>
public interface ITrimmedObject
{
    /// <param name="field">As JSON spells it.</param>
    bool IsTrimmed(string field);
}
