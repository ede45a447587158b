using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Operator.Commands.Manifests;
using Operator.Runtime.Schema;

namespace Operator.UnitTests.Commands.Manifests;

/// <summary>What this program writes as YAML is read as what it was, whatever text stands in it.</summary>
public sealed class YamlRoundTripTests
{
    /// <summary>No NUL: the parser cannot read one, and the document is then reported as unreadable.</summary>
    private static readonly string[] Pieces =
    [
        "", " ", "  ", "\t", "\n", "\n\n", "\r", "\r\n", "\u0085", "\u2028", "\u2029", "\uFEFF", "\u0007", "a", "x: y", "- x", "---", "...", "#", " #", "%",
        "%md", "null", "true", "yes", "1", "0x1", "1e3", "2026-01-01", "'", "\"", "\\", "\\n", "|", ">", "&a", "*a", "!x", "{", "}", "[", "]", ",", "?", "@",
        "`", "🚀", "日本", "~", "<<", "=", ".", "word word word word word word word word word word word word word word word word word word word word word",
    ];

    private static readonly Arbitrary<string> Texts = (
        from count in Gen.Choose(0, 6)
        from parts in Gen.ArrayOf(Gen.Elements(Pieces), count)
        select string.Concat(parts)).ToArbitrary();

    [Fact]
    public void Text_OfAnyKind_IsReadAsItWas() => Prop.ForAll(Texts, text =>
    {
        var node = new JsonObject { ["spec"] = new JsonObject { ["content"] = text, ["list"] = new JsonArray(text) }, ["z"] = "end" };

        return JsonNode.DeepEquals(node, YamlReader.Read(KubernetesYaml.Write(node)));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(10000));
}
