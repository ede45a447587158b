namespace Operator.UnitTests.Telemetry;

/// <summary>A listener has the whole process make spans, so the test that has none must not run beside the others.</summary>
[CollectionDefinition(Name)]
public sealed class TraceCollection
{
    public const string Name = "Traces";
}
