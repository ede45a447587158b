using System.Text;
using System.Text.Json;
using Operator.Runtime.Client;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Client;

public sealed class ListPageTests
{
    private static readonly EntitySerializer Serializer = new();

    [Fact]
    public void Parse_MetadataAfterItems_ReadsBoth()
    {
        var page = Parse(
            """{"kind":"WidgetList","items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}],"metadata":{"resourceVersion":"7","continue":"next"}}""");

        Assert.Equal(("7", "next"), (page.ResourceVersion, page.Continue));
        Assert.Equal(["a", "b"], page.Items.Select(item => item.Metadata.Name));
    }

    [Theory]
    [InlineData("""{"metadata":{"resourceVersion":"7"},"items":null}""")]
    [InlineData("""{"metadata":{"resourceVersion":"7","continue":""},"items":[]}""")]
    public void Parse_NoItems_IsAnEmptyLastPage(string body)
    {
        var page = Parse(body);

        Assert.Empty(page.Items);
        Assert.Null(page.Continue);
    }

    [Theory]
    [InlineData("""{"metadata":{"resourceVersion":""},"items":[]}""")]
    [InlineData("""{"items":[]}""")]
    [InlineData("<html>Bad gateway</html>")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{"metadata":{"resourceVersion":"7"},"items":[{"metadata":""")]
    public void Parse_SomethingElse_IsRefusedInsteadOfReadAsNothing(string body) =>
        Assert.ThrowsAny<JsonException>(() => Parse(body));

    [Fact]
    public void Parse_OneItemOfTheWrongShape_KeepsTheOthers()
    {
        var page = Parse(
            """{"metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"bad"},"spec":{"size":"five"}},{"metadata":"""
                + """{"name":"c"}}]}""");

        Assert.Equal([false, true, false], page.Items.Select(item => item.Undecodable is not null));
        Assert.Equal("bad", page.Items[1].Undecodable!.Key.Name);
    }

    [Theory]
    [InlineData(70)]
    [InlineData(9_000)]
    public void Parse_OneItemNestedVeryDeeply_KeepsTheOthers(int depth)
    {
        var deep = new StringBuilder().Insert(0, "{\"a\":", depth).Append('1').Append('}', depth);

        var page = Parse(
            $$$$$"""{"metadata":{"resourceVersion":"7"},"items":[{"spec":{"size":{{{{{deep}}}}}},"metadata":{"name":"deep"}},{"metadata":{"name":"b"},"spec":"""
                + $$$$$"""{"unknown":{{{{{deep}}}}}}},{"metadata":{"name":"c"}}]}""");

        Assert.Equal(["deep", "b", "c"], page.Items.Select(item => item.Metadata.Name));
        Assert.NotNull(page.Items[2].Entity);
    }

    private static ListPage<Widget> Parse(string body) => ListPage<Widget>.Parse(Encoding.UTF8.GetBytes(body), Serializer);
}
