using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Notebooks;

namespace Operator.UnitTests.Kinds.Notebooks;

/// <summary>What is refused before anything is called, also where the API server evaluates no rules.</summary>
public sealed class NotebookSpecValidatorTests
{
    public static TheoryData<string, string?> Paths => new()
    {
        { "/n", null },
        { "/Workspace/n", null },
        { "/WorkspaceX", null },
        { "/Users/ada@example.com/100%/a..b/...", null },
        { "", "spec.path must begin" },
        { "n", "spec.path must begin" },
        { "/", "spec.path must begin" },
        { "/a/", "spec.path must begin" },
        { "//a", "spec.path must begin" },
        { "/a//b", "spec.path must begin" },
        { "/a\n", "spec.path must begin" },
        { "/a\u0085b", "spec.path must begin" },
        { "/a/./b", "segment . or .." },
        { "/..", "segment . or .." },
        { "/Workspace", "below /Workspace" },
        { "/Workspace/Workspace/n", "below /Workspace" },
    };

    [Theory]
    [MemberData(nameof(Paths))]
    public void Problems_OfAPath_AreTold(string path, string? expected) => AssertProblem(expected, spec => spec.Path = path);

    [Fact]
    public void Problems_OfContents_AreTold()
    {
        AssertProblem("exactly one of content", spec => spec.Content = null);
        AssertProblem("exactly one of content", spec => spec.ContentBase64 = "");
        AssertProblem("spec.contentFrom: give exactly one of configMapKeyRef", spec => (spec.Content, spec.ContentFrom) = (null, new NotebookContentSource()));
        AssertProblem(
            "spec.contentFrom: give exactly one of configMapKeyRef",
            spec => (spec.Content, spec.ContentFrom) = (null, new NotebookContentSource { ConfigMapKeyRef = new(), SecretKeyRef = new() }));
        AssertProblem("contentEncoding", spec => spec.ContentEncoding = "gzip");
        AssertProblem("spec.language is required", spec => spec.Language = null);
        AssertProblem("format SOURCE only", spec => spec.Format = "JUPYTER");
        AssertProblem("spec.path must end in", spec => (spec.Format, spec.Language) = ("AUTO", null));
        AssertProblem(null, spec => (spec.Format, spec.Language, spec.Path) = ("AUTO", null, "/a.ipynb"));
        Assert.All(
            new[] { "/a.R", "/a.r", "/a.PY", "/a.Sql", "/a.SCALA", "/a.IPYNB" },
            path => AssertProblem(null, spec => (spec.Format, spec.Language, spec.Path) = ("AUTO", null, path)));
        AssertProblem(
            null, spec => (spec.Content, spec.Language, spec.Policies) = (null, null, new NotebookPolicies { Management = ManagementPolicy.Observe }));
    }

    [Fact]
    public void Problems_OfTheRest_AreTold()
    {
        AssertProblem("give exactly one of userName", spec => spec.AccessControlList = [new() { PermissionLevel = "CAN_RUN" }]);
        Assert.All(
            new[] { "content", "format", "language", "overwrite", "path" },
            name => AssertProblem($"spec.extraSettings must not set {name}", spec => spec.ExtraSettings = new JsonObject { [name] = "x" }));
        AssertProblem(null, spec => spec.ExtraSettings = new JsonObject { ["new_field"] = 1 });
    }

    [Theory]
    [InlineData("/Workspace/a/b", null, "/a/b", "/a")]
    [InlineData("/b", null, "/b", "/")]
    [InlineData("/a.b/c.py", null, "/a.b/c.py", "/a.b")]
    [InlineData("/a.b/c.py", "AUTO", "/a.b/c", "/a.b")]
    [InlineData("/x.ipynb", "AUTO", "/x", "/")]
    [InlineData("/x.IPYNB", "AUTO", "/x", "/")]
    public void Place_OfASpec_IsOnePathForOneNotebook(string path, string? format, string expected, string folder)
    {
        var place = NotebookLocation.Of(new DatabricksNotebookSpec { Path = path, Format = format });

        Assert.Equal((expected, folder), (place.Path, place.Folder));
    }

    [Fact]
    public void Hash_OfWhatMeansTheSame_IsTheSameAndOfAnythingElseAnother()
    {
        string Of(string text, string language = "PYTHON") => ContentHash.Of("SOURCE", language, System.Text.Encoding.UTF8.GetBytes(text))!;

        Assert.Equal(Of("a\n# COMMAND ----------\nb"), Of("# Databricks notebook source\r\na\r\n\r\n# COMMAND ----------\r\n\r\nb\r\n"));
        Assert.Equal(Of("# MAGIC %sql\n# MAGIC select 1"), Of("%sql\nselect 1"));
        Assert.Equal(Of("-- Databricks notebook source\n1", "SQL"), Of("1", "SQL"));
        Assert.NotEqual(Of("a\n# COMMAND ----------\nb"), Of("a\nb"));
        Assert.NotEqual(Of("a b"), Of("a  b"));
        Assert.NotEqual(Of("# Databricks notebook source\n1", "SQL"), Of("1", "SQL"));
        Assert.NotEqual(Of("a\n\nb"), Of("a\nb"));
    }

    [Fact]
    public void Hash_OfAnyText_IsThatOfTheTextReadFromAnotherMachine() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyString>(),
        text =>
        {
            var lines = text.Get.Replace("\r", "", StringComparison.Ordinal);
            var unix = System.Text.Encoding.UTF8.GetBytes($"# Databricks notebook source\n{lines}\n");
            var windows = System.Text.Encoding.UTF8.GetBytes(lines.Replace("\n", "\r\n", StringComparison.Ordinal));
            return lines.TrimStart('\uFEFF').Split('\n')[0].TrimEnd() == "# Databricks notebook source" || lines.StartsWith('\uFEFF')
                || ContentHash.Of("SOURCE", "PYTHON", unix) == ContentHash.Of("SOURCE", "PYTHON", windows);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Rules_AndSchema_KnowNoExternalId()
    {
        var notebook = NotebookHarness.Of();
        ((IDatabricksResource)notebook).Spec.ExternalId = "1";

        Assert.Null(((IDatabricksResource)notebook).Spec.ExternalId);
        Assert.DoesNotContain(
            "externalId", System.Text.Json.JsonSerializer.Serialize(notebook, ApiJsonContext.Default.DatabricksNotebook), StringComparison.Ordinal);
    }

    private static void AssertProblem(string? expected, Action<DatabricksNotebookSpec> change)
    {
        var problems = NotebookSpecValidator.Problems(NotebookHarness.Of(notebook => change(notebook.Spec))).ToList();
        if (expected is null)
        {
            Assert.Empty(problems);
        }
        else
        {
            Assert.Contains(problems, problem => problem.Contains(expected, StringComparison.Ordinal));
        }
    }
}
