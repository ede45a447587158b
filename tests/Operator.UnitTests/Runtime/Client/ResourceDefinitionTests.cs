using Operator.Runtime.Client;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Client;

public sealed class ResourceDefinitionTests
{
    [Fact]
    public void Of_SameTypeAgain_ReadsNoAttributes()
    {
        var first = ResourceDefinition.Of<Widget>();
        var before = GC.GetAllocatedBytesForCurrentThread();

        var again = ResourceDefinition.Of<Widget>();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Same(first, again);
    }
}
