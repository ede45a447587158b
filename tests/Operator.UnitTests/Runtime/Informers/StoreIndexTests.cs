using System.Collections.Immutable;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Informers;

public sealed class StoreIndexTests
{
    private static readonly ObjectKey Key = new("ns", "a");

    private readonly StoreIndex<Widget> index = new(widget => [widget.Spec.PartOf ?? ""]);

    /// <summary>Each change of each object comes by here once for each index, and nearly none of them moves anything.</summary>
    [Fact]
    public void Update_WithTheValuesItHasAlready_AllocatesNothing()
    {
        index.Update(Key, ["whole", "other"]);
        index.Update(Key, ["whole", "other"]);
        ImmutableArray<string> same = ["whole", "other"];

        var before = GC.GetAllocatedBytesForCurrentThread();
        index.Update(Key, same);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal([Key], index.Find("whole"));
    }

    [Fact]
    public void Update_WithOtherValues_IsFoundByThoseOnly()
    {
        index.Update(Key, ["whole", "other"]);

        index.Update(Key, ["other", "third"]);

        Assert.Empty(index.Find("whole"));
        Assert.Equal([Key], index.Find("other"));
        Assert.Equal([Key], index.Find("third"));
    }
}
