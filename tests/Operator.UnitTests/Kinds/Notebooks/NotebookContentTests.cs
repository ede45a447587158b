using System.IO.Compression;
using System.Text;
using Databricks.Simulator.Faults;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Notebooks;
using Operator.Runtime.Client;

namespace Operator.UnitTests.Kinds.Notebooks;

/// <summary>Where content comes from, and what of it is kept and shown.</summary>
public sealed class NotebookContentTests
{
    private const string Canary = "canary-7c1f-password";

    private static readonly NotebookContentSource FromConfigMap = new() { ConfigMapKeyRef = new ConfigMapKeyReference { Name = "c", Key = "k" } };
    private static readonly NotebookContentSource FromSecret = new() { SecretKeyRef = new SecretKeyReference { Name = "s", Key = "k" } };

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task ContentFrom_AConfigMap_IsImportedAndAgainWhenItChanges(bool isBinary, bool isCompressed)
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.PutConfigMap("c", "k", Written("print(1)", isCompressed), isBinary);
        passes.Apply(notebook =>
            (notebook.Spec.Content, notebook.Spec.ContentFrom, notebook.Spec.ContentEncoding) = (null, FromConfigMap, isCompressed ? "gzip" : null));
        await passes.SettleAsync();
        passes.Forget();

        passes.PutConfigMap("c", "k", Written("print(2)", isCompressed), isBinary);
        await passes.SettleAsync();

        Assert.Equal(["workspace/import", "workspace/import"], passes.Mutations());
        Assert.EndsWith("print(2)", passes.Objects.Source(NotebookHarness.Path), StringComparison.Ordinal);
        // The workspace is not to blame.
        Assert.DoesNotContain(passes.Events, one => one.Contains("Drift", StringComparison.Ordinal));
        Assert.Contains(passes.Events, one => one.StartsWith("Normal Update: Imported again: content", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ContentFrom_SomethingThatIsNotThere_WaitsAndIsNoError(bool isSecret)
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Apply(notebook => (notebook.Spec.Content, notebook.Spec.ContentFrom) = (null, isSecret ? FromSecret : FromConfigMap));

        await passes.PassAsync();
        Assert.Equal(("False", Reasons.DependencyNotReady), passes.Condition(ConditionTypes.Ready));
        Assert.Equal("True", passes.Condition(ConditionTypes.Reconciling).Status);
        Assert.Equal("", passes.Condition(ConditionTypes.Stalled).Status);
        passes.PutSecret("s", "other", [1]);
        passes.PutConfigMap("c", "other", "x"u8.ToArray());
        await passes.PassAsync();
        Assert.Contains("has no key k", passes.Message(), StringComparison.Ordinal);
        Assert.Equal(0, passes.Mark);

        passes.PutSecret("s", "k", "print(1)"u8.ToArray());
        passes.PutConfigMap("c", "k", "print(1)"u8.ToArray());
        await passes.SettleAsync();
        Assert.Equal(("True", Reasons.Available), passes.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public void Keys_OfANotebook_AreWhatItsContentIsFrom()
    {
        Assert.Equal(
            [new ObjectKey("team", "c")], NotebookContentReader.ConfigMapsOf(NotebookHarness.Of(notebook => notebook.Spec.ContentFrom = FromConfigMap)));
        Assert.Equal([new ObjectKey("team", "s")], NotebookContentReader.SecretsOf(NotebookHarness.Of(notebook => notebook.Spec.ContentFrom = FromSecret)));
        Assert.Empty(NotebookContentReader.ConfigMapsOf(NotebookHarness.Of()));
        Assert.Empty(NotebookContentReader.SecretsOf(NotebookHarness.Of()));
    }

    [Theory]
    [InlineData("SOURCE", "PYTHON")]
    [InlineData("R_MARKDOWN", null)]
    public async Task Secret_Content_IsInTheNotebookAndNowhereElse(string format, string? language)
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.PutSecret("s", "k", Encoding.UTF8.GetBytes(Canary));
        passes.Apply(notebook =>
            (notebook.Spec.Content, notebook.Spec.ContentFrom, notebook.Spec.Format, notebook.Spec.Language) = (null, FromSecret, format, language));
        await passes.SettleAsync();
        await passes.PassAsync();
        passes.Restart();
        await passes.SettleAsync();

        Assert.Contains(Canary, passes.Objects.Source(NotebookHarness.Path), StringComparison.Ordinal);
        Assert.Equal(["workspace/import"], passes.Mutations());
        // Nor a hash of it, from which a short secret could be guessed.
        Assert.Equal((null, null), (passes.Status.ContentHash, passes.Status.ImportedHash));
        Assert.StartsWith("secret:uid-of-", passes.Status.SourceVersion, StringComparison.Ordinal);
        var seen = passes.Stored.ToJsonString() + string.Join('\n', passes.Events);
        Assert.DoesNotContain(Canary, seen, StringComparison.Ordinal);
        Assert.DoesNotContain("sha256", seen.Replace(passes.Status.ExtraSettingsHash!, "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_ThatChanges_IsImportedAgainAndDriftIsPutRight()
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.PutSecret("s", "k", "a"u8.ToArray());
        passes.Apply(notebook => (notebook.Spec.Content, notebook.Spec.ContentFrom) = (null, FromSecret));
        await passes.SettleAsync();

        passes.PutSecret("s", "k", "b"u8.ToArray());
        await passes.SettleAsync();
        passes.Objects.Change(NotebookHarness.Path, _ => "edited");
        passes.Time.Advance(NotebookHarness.Timing.Recheck);
        await passes.SettleAsync();

        Assert.Equal(["workspace/import", "workspace/import", "workspace/import"], passes.Mutations());
        Assert.EndsWith("b", passes.Objects.Source(NotebookHarness.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_ContentThatIsRefused_IsNotQuoted()
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.PutSecret("s", "k", Encoding.UTF8.GetBytes(Canary));
        passes.Apply(notebook => (notebook.Spec.Content, notebook.Spec.ContentFrom) = (null, FromSecret));
        passes.Remote.Faults.Add(Fault.Error("workspace/import", 400, "INVALID_PARAMETER_VALUE", $"Cannot parse {Canary}"));

        await passes.PassAsync();

        Assert.Equal(("True", Reasons.Rejected), passes.Condition(ConditionTypes.Stalled));
        Assert.DoesNotContain(Canary, passes.Stored.ToJsonString() + string.Join('\n', passes.Events), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not base64!", null, "spec.contentBase64 is not base64")]
    [InlineData("cHJpbnQoMSk=", "gzip", "is not compressed with gzip")]
    [InlineData("H4sI", "gzip", "is not compressed with gzip")]
    public async Task Content_ThatCannotBeRead_IsInvalidWithoutACall(string base64, string? encoding, string expected)
    {
        await using var passes = await NotebookHarness.StartAsync();
        passes.Apply(notebook => (notebook.Spec.Content, notebook.Spec.ContentBase64, notebook.Spec.ContentEncoding) = (null, base64, encoding));

        await passes.PassAsync();

        Assert.Equal(("True", Reasons.InvalidSpec), passes.Condition(ConditionTypes.Stalled));
        Assert.Contains(expected, passes.Message(), StringComparison.Ordinal);
        Assert.Equal(0, passes.Mark);
    }

    [Fact]
    public async Task Content_ThatInflatesToMoreThanFits_IsInvalidAndNeverWholeInMemory()
    {
        var bomb = Compressed(new byte[64 * 1024 * 1024]);
        Assert.True(bomb.Length < 100_000);
        await using var passes = await NotebookHarness.StartAsync();
        passes.Apply(
            notebook => (notebook.Spec.Content, notebook.Spec.ContentBase64, notebook.Spec.ContentEncoding) = (null, Convert.ToBase64String(bomb), "gzip"));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(BoundedGzip.Inflate(bomb, 10 * 1024 * 1024));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 48L * 1024 * 1024);
        await passes.PassAsync();

        Assert.Equal(("True", Reasons.InvalidSpec), passes.Condition(ConditionTypes.Stalled));
        Assert.Contains("10485760", passes.Message(), StringComparison.Ordinal);
    }

    private static byte[] Written(string text, bool isCompressed) => isCompressed ? Compressed(Encoding.UTF8.GetBytes(text)) : Encoding.UTF8.GetBytes(text);

    private static byte[] Compressed(byte[] content)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return buffer.ToArray();
    }
}
