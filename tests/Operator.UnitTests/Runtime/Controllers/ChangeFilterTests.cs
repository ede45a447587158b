using Operator.Runtime.Client;
using Operator.Runtime.Controllers;
using Operator.Runtime.Informers;
using Operator.Runtime.Queues;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Controllers;

public sealed class ChangeFilterTests
{
    [Fact]
    public void Judge_WhatUsersDo_LetsAnEditGoBeforeDeletionsAndThoseBeforeCreations()
    {
        var edit = Judge(Named("1"), Named("2", generation: 2));
        var mark = Judge(Named("1"), Named("2", deleted: true));
        var end = Judge(Named("1"), null);
        var creation = Judge(null, Named("1"));
        var replacement = Judge(Named("1"), Named("2", uid: "another"));

        Assert.Equal(
            [QueuePriority.UserEdit, QueuePriority.Deletion, QueuePriority.Deletion, QueuePriority.Creation, QueuePriority.Creation],
            [edit, mark, end, creation, replacement]);
        Assert.True(edit < mark && mark < creation);
    }

    private static QueuePriority? Judge(Widget? old, Widget? current) =>
        ChangeFilter.Judge(new StoreChange<Widget>(new ObjectKey("team", "a"), old, current, IsOwnWrite: false));

    private static Widget Named(string version, string uid = "one", long generation = 1, bool deleted = false) => new()
    {
        Metadata = new()
        {
            Name = "a",
            Uid = uid,
            ResourceVersion = version,
            Generation = generation,
            DeletionTimestamp = deleted ? DateTime.UnixEpoch : null,
        },
    };
}
