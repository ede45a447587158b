using System.Runtime.CompilerServices;
using Operator.Benchmarks.Processes;

namespace Operator.UnitTests.Benchmarks;

public sealed class FullCollectionTests
{
    [Fact]
    public async Task Make_OfAProcess_LeavesNothingThatIsUnused()
    {
        var old = Unused();
        Assert.True(old.IsAlive);

        await FullCollection.MakeAsync(Environment.ProcessId, TestContext.Current.CancellationToken);

        Assert.False(old.IsAlive);
    }

    /// <summary>An array of the large object heap, which only a collection of all generations takes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Unused() => new(new byte[1 << 20]);
}
