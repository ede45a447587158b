namespace Operator.IntegrationTests.Harness;

/// <summary>
/// Tests that depend on who is how fast: leases that run out, a leader in the midst of its work. They run one after the other when all others are through,
/// because beside hundreds of objects a small machine has no time for them.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
