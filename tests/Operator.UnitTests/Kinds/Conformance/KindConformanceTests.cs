using Operator.Api.V1Alpha1;
using Operator.Kinds;

namespace Operator.UnitTests.Kinds.Conformance;

/// <summary>What every kind promises, whichever it is. The tests stand in the classes that derive from this one, by subject.</summary>
public abstract class KindConformanceTests
{
    /// <summary>Every kind whose objects live in a workspace.</summary>
    protected static IEnumerable<string> Names =>
        KindRegistry.All.Select(kind => kind.Resource).Where(type => type.IsAssignableTo(typeof(IDatabricksResource))).Select(type => type.Name);

    public static TheoryData<string> Kinds => [.. Names];

    /// <summary>The kinds for which the case has a meaning; the samples of the others say why it has none.</summary>
    public static TheoryData<string> KindsWith(ConformanceCase meaning) => [.. Names.Where(kind => !KindSamples.Of(kind).Meaningless.ContainsKey(meaning))];

    /// <summary>Each kind with faults that take no time, and with such that take as long as a client waits.</summary>
    public static MatrixTheoryData<string, bool> KindsAtBothPaces => new(Names, [false, true]);

    public static MatrixTheoryData<string, string> KindsThatAreOnlyRead => new(Names, ["Observe", "Plan"]);

    public static MatrixTheoryData<string, FailedCall> KindsAndFailures => new(Names, Enum.GetValues<FailedCall>());
}
