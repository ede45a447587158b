using System.Text;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Informers;

/// <summary>A page is read as a whole, so it must not be larger than memory allows, whatever the objects weigh.</summary>
public sealed class PageSizeTests
{
    private readonly PageSize pages = new(new ReflectorOptions());

    [Fact]
    public void Learn_LargeObjects_AsksForFewerAtATime()
    {
        pages.Learn(Page(objects: 50, bytesEach: 500_000));

        Assert.Equal(8, pages.Next);
    }

    [Fact]
    public void Learn_SmallObjects_GrowsStepByStepToTheLargestPage()
    {
        var asked = new List<int> { pages.Next };
        for (var page = 0; page < 4; page++)
        {
            pages.Learn(Page(pages.Next, bytesEach: 1000));
            asked.Add(pages.Next);
        }

        Assert.Equal([50, 200, 500, 500, 500], asked);
    }

    [Fact]
    public void Learn_ObjectLargerThanAPage_StillAsksForOne()
    {
        pages.Learn(Page(objects: 1, bytesEach: 6_000_000));

        Assert.Equal(1, pages.Next);
    }

    [Fact]
    public void Learn_EmptyPage_ChangesNothing()
    {
        pages.Learn(Page(objects: 0, bytesEach: 0));

        Assert.Equal(50, pages.Next);
    }

    private static ListPage<Widget> Page(int objects, int bytesEach)
    {
        var items = Enumerable.Range(0, objects).Select(number => $$$"""{"metadata":{"name":"w{{{number}}}"},"padding":"{{{new string('x', bytesEach)}}}"}""");
        var body = $$$"""{"metadata":{"resourceVersion":"5"},"items":[{{{string.Join(',', items)}}}]}""";
        return ListPage<Widget>.Parse(Encoding.UTF8.GetBytes(body), new EntitySerializer());
    }
}
