using Operator.Runtime.Client;
using Operator.Runtime.Events;

namespace Operator.UnitTests.Runtime.Events;

public sealed class WrittenEventsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ObjectKey Key = new("ns", "event");

    private readonly WrittenEvents written = new();

    [Fact]
    public void Find_WithinAnHour_IsTheFirstOne()
    {
        written.Add("a", Key, Now);

        Assert.Equal(Key, written.Find("a", Now + TimeSpan.FromMinutes(59))!.Key);
        Assert.Null(written.Find("b", Now));
    }

    [Fact]
    public void Find_AfterAnHour_HasForgottenIt()
    {
        written.Add("a", Key, Now);

        Assert.Null(written.Find("a", Now + TimeSpan.FromMinutes(61)));
        Assert.Equal(0, written.Count);
    }

    /// <summary>Objects come and go by the thousand; what is remembered of them must not.</summary>
    [Fact]
    public void Add_MoreThanFit_ForgetsTheOldest()
    {
        for (var number = 0; number < 3 * WrittenEvents.Capacity; number++)
        {
            written.Add($"{number}", Key, Now);
        }

        Assert.Equal(WrittenEvents.Capacity, written.Count);
        Assert.Null(written.Find("0", Now));
        Assert.NotNull(written.Find($"{(3 * WrittenEvents.Capacity) - 1}", Now));
    }

    [Fact]
    public void Add_WrittenAnew_OutlivesTheFirst()
    {
        written.Add("a", Key, Now);
        written.Add("a", new ObjectKey("ns", "second"), Now + TimeSpan.FromMinutes(40));

        Assert.Equal("second", written.Find("a", Now + TimeSpan.FromMinutes(70))!.Key.Name);
    }
}
