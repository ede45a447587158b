using Operator.Runtime.Entities;

namespace Operator.Runtime.Status;

/// <summary>Changes to a list of conditions, which keep lastTransitionTime honest.</summary>
public static class Conditions
{
    public const string True = "True";
    public const string False = "False";
    public const string Unknown = "Unknown";

    public static Condition? Find(this IEnumerable<Condition>? conditions, string type) =>
        conditions?.FirstOrDefault(condition => condition.Type == type);

    public static bool IsTrue(this IEnumerable<Condition>? conditions, string type) => conditions.Find(type)?.Status == True;

    /// <summary>Adds or replaces the condition of that type; its transition time moves only when its status does.</summary>
    public static void Set(this IList<Condition> conditions, Condition condition, DateTimeOffset now)
    {
        var index = IndexOf(conditions, condition.Type);
        var transition = index >= 0 && conditions[index].Status == condition.Status
            ? conditions[index].LastTransitionTime
            : WholeSeconds(now);
        var stamped = condition with { LastTransitionTime = transition };
        if (index >= 0)
        {
            conditions[index] = stamped;
        }
        else
        {
            conditions.Add(stamped);
        }
    }

    /// <summary>A time as Kubernetes stores it.</summary>
    public static DateTime WholeSeconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);

    public static void Remove(this IList<Condition> conditions, string type)
    {
        if (IndexOf(conditions, type) is >= 0 and var index)
        {
            conditions.RemoveAt(index);
        }
    }

    private static int IndexOf(IList<Condition> conditions, string type)
    {
        for (var index = 0; index < conditions.Count; index++)
        {
            if (conditions[index].Type == type)
            {
                return index;
            }
        }

        return -1;
    }
}
