using k8s.Models;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Informers;

public sealed class ObjectStoreTests
{
    private static readonly ObjectKey Key = new("ns", "a");

    private readonly ObjectStore<Widget> store = new();

    [Theory]
    [InlineData("10", "9")]
    [InlineData("10", "10")]
    [InlineData("100", "99")]
    public void Apply_OlderOrSameVersion_ChangesNothing(string first, string second)
    {
        Apply(Widget.Named("a", first));

        Assert.Null(Apply(Widget.Named("a", second)));
        Assert.Equal(first, store.Find(Key)!.Metadata.ResourceVersion);
    }

    [Fact]
    public void Apply_OlderVersionAfterARestoreFromBackup_IsTaken()
    {
        Apply(Widget.Named("a", "100"));

        Assert.NotNull(store.Apply(new(Widget.Named("a", "40"), null), evenIfOlder: true));
        Assert.Equal("40", store.Find(Key)!.Metadata.ResourceVersion);
    }

    [Fact]
    public void ApplyOwnWrite_BeforeTheWatchBringsIt_IsAChangeOnceAndNotTwice()
    {
        Apply(Widget.Named("a", "1"));

        Assert.True(store.ApplyOwnWrite(Widget.Named("a", "2"))!.Value.IsOwnWrite);
        Assert.Null(Apply(Widget.Named("a", "2")));
    }

    [Fact]
    public void ApplyOwnWrite_AfterTheWatchBroughtIt_IsNoChange()
    {
        Apply(Widget.Named("a", "3"));

        Assert.Null(store.ApplyOwnWrite(Widget.Named("a", "3")));
        Assert.Null(store.ApplyOwnWrite(Widget.Named("a", "2")));
    }

    [Fact]
    public void ApplyOwnWrite_AnswerComesAfterTheDeletion_DoesNotResurrect()
    {
        var seen = Widget.Named("a", "1");
        Apply(seen);
        store.Remove(seen.Metadata);

        store.ApplyOwnWrite(Widget.Named("a", "2"));

        Assert.Null(store.Find(Key));
    }

    [Fact]
    public void ApplyOwnWrite_ObjectWasRecreated_DoesNotTouchTheNewOne()
    {
        Apply(Widget.Named("a", "5", uid: "second"));

        store.ApplyOwnWrite(Widget.Named("a", "6", uid: "first"));

        Assert.Equal("second", store.Find(Key)!.Metadata.Uid);
    }

    [Fact]
    public void RemoveMissing_OneNamespace_LeavesTheOthersAlone()
    {
        Apply(Widget.Named("a"));
        Apply(Widget.Named("b"));
        Apply(Widget.Named("c", @namespace: "other"));
        store.Apply(new(null, Broken("poison", "1")));

        var gone = store.RemoveMissing("ns", new HashSet<ObjectKey> { Key });

        Assert.Equal(["b", "poison"], gone.Select(change => change.Key.Name).Order());
        Assert.Equal(["a", "c"], store.Objects.Select(widget => widget.Metadata.Name).Order());
        Assert.Empty(store.Undecodable);
    }

    [Fact]
    public void Apply_UndecodableThenMended_MovesBetweenTheTwo()
    {
        Apply(Widget.Named("a", "1"));
        var broken = store.Apply(new(null, Broken("a", "2")));
        Assert.Equal((null, null), (broken!.Value.Old, broken.Value.New));
        Assert.Null(store.Find(Key));
        Assert.NotNull(store.FindUndecodable(Key));

        Apply(Widget.Named("a", "3"));

        Assert.NotNull(store.Find(Key));
        Assert.Null(store.FindUndecodable(Key));
    }

    /// <summary>Whatever was made for it while it could be read has to be let go.</summary>
    [Fact]
    public void Remove_ObjectThatHadBecomeUndecodable_IsReportedWithItsLastReadableVersion()
    {
        Apply(Widget.Named("a", "1"));
        store.Apply(new(null, Broken("a", "2")));

        var change = store.Remove(Broken("a", "3").Metadata);

        Assert.Equal("1", change!.Value.Old!.Metadata.ResourceVersion);
        Assert.Null(change.Value.New);
        Assert.Null(store.Remove(Broken("a", "3").Metadata));
    }

    [Fact]
    public void Remove_ObjectThatNeverCouldBeRead_IsReported()
    {
        store.Apply(new(null, Broken("a", "2")));

        var change = store.RemoveMissing("ns", new HashSet<ObjectKey>());

        Assert.Equal((Key, null, null), (Assert.Single(change).Key, change[0].Old, change[0].New));
    }

    [Fact]
    public void Remove_MendedBefore_IsReportedAsItWasLast()
    {
        Apply(Widget.Named("a", "1"));
        store.Apply(new(null, Broken("a", "2")));
        Apply(Widget.Named("a", "3"));

        Assert.Equal("3", store.Remove(Widget.Named("a").Metadata)!.Value.Old!.Metadata.ResourceVersion);
    }

    [Fact]
    public void Apply_SameUndecodableAgain_IsReportedOnce()
    {
        Assert.NotNull(store.Apply(new(null, Broken("a", "2"))));
        Assert.Null(store.Apply(new(null, Broken("a", "2"))));
    }

    [Fact]
    public void Index_ReferencesChange_FindsExactlyThePresentOnes()
    {
        var index = store.AddIndex(widget => widget.Spec.PartOf is { } whole ? [whole, whole] : []);
        Apply(PartOf("a", "1", "x"));
        Apply(PartOf("b", "1", "x"));
        Assert.Equal(["a", "b"], index.Find("x").Select(key => key.Name).Order());

        Apply(PartOf("a", "2", "y"));
        Assert.Equal("b", Assert.Single(index.Find("x")).Name);
        Assert.Equal("a", Assert.Single(index.Find("y")).Name);

        store.ApplyOwnWrite(PartOf("b", "3", null));
        store.Remove(Widget.Named("a").Metadata);
        Assert.Empty(index.Find("x"));
        Assert.Empty(index.Find("y"));
    }

    [Fact]
    public void Index_AddedAfterTheObjects_FindsThemToo()
    {
        Apply(PartOf("a", "1", "x"));

        var index = store.AddIndex(widget => [widget.Spec.PartOf!]);
        Assert.Equal("a", Assert.Single(index.Find("x")).Name);

        Apply(PartOf("a", "2", "y"));
        Assert.Empty(index.Find("x"));
    }

    [Fact]
    public void Index_ObjectBecomesUndecodable_IsNoLongerFound()
    {
        var index = store.AddIndex(widget => [widget.Spec.PartOf!]);
        Apply(PartOf("a", "1", "x"));

        store.Apply(new(null, Broken("a", "2")));

        Assert.Empty(index.Find("x"));
    }

    [Fact]
    public void Index_FunctionThrowsOnOneObject_ThatObjectIsSetAsideAndTheOthersStay()
    {
        var first = store.AddIndex(widget => [widget.Metadata.Name]);
        store.AddIndex(widget => widget.Spec.Size < 0 ? throw new InvalidOperationException("negative") : []);
        Apply(Widget.Named("a", "1"));

        var bad = Widget.Named("a", "2");
        bad.Spec = new WidgetSpec { Size = -1 };
        Assert.NotNull(Apply(bad));

        Assert.NotNull(store.FindUndecodable(Key));
        Assert.Empty(first.Find("a"));
    }

    private static Widget PartOf(string name, string version, string? whole)
    {
        var widget = Widget.Named(name, version);
        widget.Spec = new WidgetSpec { PartOf = whole };
        return widget;
    }

    private static MalformedObject Broken(string name, string version) =>
        new(new V1ObjectMeta { Name = name, NamespaceProperty = "ns", ResourceVersion = version }, "field spec.size has a value of the wrong type");

    private StoreChange<Widget>? Apply(Widget widget) => store.Apply(new(widget, null));
}
