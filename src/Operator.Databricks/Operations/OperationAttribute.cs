namespace Operator.Databricks.Operations;

/// <summary>What a Refit method is called in messages and metrics, and how its failures are treated. Every Refit method has one.</summary>
/// <param name="name">Its area and its own name: <c>clusters/get</c>.</param>
/// <param name="retrySafety">Whether it may be sent again.</param>
/// <param name="notFoundScope">What a "does not exist" response speaks of.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OperationAttribute(string name, RetrySafety retrySafety, NotFoundScope notFoundScope) : Attribute
{
    public string Name { get; } = name;

    public RetrySafety RetrySafety { get; } = retrySafety;

    public NotFoundScope NotFoundScope { get; } = notFoundScope;

    /// <summary>True for what only reads although it is not sent as GET.</summary>
    public bool OnlyReads { get; init; }
}
