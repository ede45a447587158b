namespace Operator.Databricks.Http;

/// <summary>The priority of the calls made while it is open, including those of methods called from there.</summary>
public sealed class CallPriorityScope : IDisposable
{
    private static readonly AsyncLocal<CallPriority?> Ambient = new();

    private readonly CallPriority? outer;

    private CallPriorityScope(CallPriority priority)
    {
        outer = Ambient.Value;
        Ambient.Value = priority;
    }

    /// <summary>Of the innermost open scope; <see cref="CallPriority.Transition"/> outside of any.</summary>
    public static CallPriority Current => Ambient.Value ?? CallPriority.Transition;

    public static CallPriorityScope Begin(CallPriority priority) => new(priority);

    public void Dispose() => Ambient.Value = outer;
}
