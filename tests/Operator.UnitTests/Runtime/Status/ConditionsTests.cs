using Operator.Runtime.Entities;
using Operator.Runtime.Status;

namespace Operator.UnitTests.Runtime.Status;

public sealed class ConditionsTests
{
    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, 700, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = First.AddHours(1);

    [Fact]
    public void Set_SameStatus_KeepsTheTransitionTime()
    {
        List<Condition> conditions = [];
        conditions.Set(Ready("False", "Provisioning"), First);

        conditions.Set(Ready("False", "Rejected") with { ObservedGeneration = 2 }, Later);

        var ready = Assert.Single(conditions);
        Assert.Equal(("Rejected", 2L), (ready.Reason, ready.ObservedGeneration));
        Assert.Equal(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), ready.LastTransitionTime);
    }

    [Fact]
    public void Set_OtherStatus_MovesTheTransitionTime()
    {
        List<Condition> conditions = [];
        conditions.Set(Ready("False", "Provisioning"), First);

        conditions.Set(Ready("True", "Available"), Later);

        Assert.Equal(new DateTime(2026, 1, 1, 1, 0, 0, DateTimeKind.Utc), Assert.Single(conditions).LastTransitionTime);
    }

    [Fact]
    public void Set_SameAgain_IsEqualToBefore()
    {
        List<Condition> conditions = [];
        conditions.Set(Ready("True", "Available"), First);
        var before = conditions[0];

        conditions.Set(Ready("True", "Available"), Later);

        Assert.Equal(before, conditions[0]);
    }

    [Fact]
    public void Remove_ThatTypeOnly()
    {
        List<Condition> conditions = [Ready("True", "Available"), new() { Type = "Stalled", Status = "True", Reason = "InvalidSpec" }];

        conditions.Remove("Stalled");
        conditions.Remove("Reconciling");

        Assert.True(conditions.IsTrue("Ready"));
        Assert.Null(conditions.Find("Stalled"));
    }

    private static Condition Ready(string status, string reason) => new() { Type = "Ready", Status = status, Reason = reason };
}
