namespace Operator.Drift;

/// <summary>One field on which spec and workspace disagree. Paths only, never values: they may be secret.</summary>
/// <param name="Path">In the spelling people use.</param>
/// <param name="Field">The top-level wire name it belongs to.</param>
/// <param name="IsImmutable">No call can remove this difference.</param>
internal sealed record Difference(string Path, string Field, bool IsImmutable = false);
