namespace Operator.FaultTests.Walks;

/// <summary>One thing that happens on a walk.</summary>
/// <param name="Text">Says all of it, and is unlike that of any other.</param>
/// <param name="Act">What happens.</param>
internal sealed record WalkStep(string Text, Action<WalkScene> Act)
{
    /// <summary>So much time passes afterwards.</summary>
    public TimeSpan Time { get; init; }

    /// <summary>What was refused as wrong may be looked at again only much later.</summary>
    public bool LooksFinal { get; init; }

    public override string ToString() => Text;
}
