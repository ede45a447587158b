using Operator.Runtime.Entities.Attributes;
using Operator.Runtime.Rules;

namespace Operator.UnitTests.Rules;

/// <summary>One attribute is a rule in CEL, a sentence and an answer about an object; the three say the same.</summary>
public sealed class ObjectRuleTests
{
    private static readonly Dictionary<string, ObjectRuleAttribute> Rules = new()
    {
        ["exactly one of two"] = new ExactlyOneOfAttribute("one, two"),
        ["exactly one of three"] = new ExactlyOneOfAttribute("one, two, three"),
        ["at most one of two"] = new AtMostOneOfAttribute("one, two"),
        ["at most one of three"] = new AtMostOneOfAttribute("one, two, three") { Because = "it is one" },
        ["at least one"] = new AtLeastOneOfAttribute("one, flag == true"),
        ["excludes one"] = new ExcludesAttribute("one", "two"),
        ["excludes many"] = new ExcludesAttribute("one, flag == false", "two, number > 0") { Message = "they do not go together" },
        ["required unless"] = new RequiredUnlessAttribute("one", "inside.mode == Flat, mode != Round"),
        ["required when"] = new RequiredWhenAttribute("one", "two, three"),
        ["of a required field"] = new AtLeastOneOfAttribute("one, kind == Flat"),
        ["with both conditions"] = new ExactlyOneOfAttribute("one, two") { Unless = "three", When = "number > 5" },
    };

    [Theory]
    [InlineData("exactly one of two", "has(self.one) != has(self.two)", ": give exactly one of one and two")]
    [InlineData(
        "exactly one of three", "[has(self.one), has(self.two), has(self.three)].exists_one(given, given)", ": give exactly one of one, two and three")]
    [InlineData("at most one of two", "!(has(self.one) && has(self.two))", ": one and two exclude each other")]
    [InlineData(
        "at most one of three",
        "[has(self.one), has(self.two), has(self.three)].filter(given, given).size() <= 1",
        ": one, two and three exclude each other: it is one")]
    [InlineData("at least one", "has(self.one) || (has(self.flag) && self.flag)", ": give one or flag: true")]
    [InlineData("excludes one", "!has(self.one) || !has(self.two)", ": one excludes two")]
    [InlineData(
        "excludes many",
        "!(has(self.one) || (has(self.flag) && !self.flag)) || !(has(self.two) || (has(self.number) && self.number > 0))",
        ": they do not go together")]
    [InlineData(
        "required unless",
        "(has(self.inside) && has(self.inside.mode) && self.inside.mode == 'Flat') || (has(self.mode) && self.mode != 'Round') || has(self.one)",
        ".one is required, unless inside.mode is Flat or mode is given and not Round")]
    [InlineData("required when", "!(has(self.two) || has(self.three)) || has(self.one)", ".one is required when two or three is given")]
    [InlineData("of a required field", "has(self.one) || (self.kind == 'Flat')", ": give one or kind: Flat")]
    [InlineData(
        "with both conditions",
        "has(self.three) || !(has(self.number) && self.number > 5) || has(self.one) != has(self.two)",
        ": give exactly one of one and two when number is above 5, unless three is given")]
    public void Rule_OfAnAttribute_IsThisCelAndThisSentence(string name, string cel, string problem)
    {
        var rule = Bound(name);

        Assert.Equal((cel, problem), (rule.Cel, rule.Problem));
    }

    /// <summary>
    /// Each sign is a field that is given: 1, 2 and 3 the first ones, f and F the flag (off and on), n and N the number (0 and 9), r and R the mode inside
    /// (Round and Flat), m the mode Flat, k the kind Flat.
    /// </summary>
    [Theory]
    [InlineData("exactly one of two", "1 2 13", " 12 3")]
    [InlineData("exactly one of three", "1 2 3 1f", " 12 13 23 123")]
    [InlineData("at most one of two", " 1 2 3 13", "12 123")]
    [InlineData("at most one of three", " 1 2 3", "12 13 23 123")]
    [InlineData("at least one", "1 F 1F 1f", " f 2")]
    [InlineData("excludes one", " 1 2 13 3", "12 123")]
    [InlineData("excludes many", " 1 f 1f F2 2 N 2N n 1n", "12 f2 1N fN")]
    [InlineData("required unless", "1 R m 1m", " r f 2")]
    [InlineData("required when", " 1 12 13", "2 3 23")]
    [InlineData("of a required field", "1 k 1k", " 2")]
    [InlineData("with both conditions", " 1 12 n12 3 3N 1N 2N 123N", "N 12N")]
    public void IsMet_OfAnObject_IsTrueOfTheseAndOfNoOthers(string name, string valid, string invalid)
    {
        var rule = Bound(name);

        Assert.All(valid.Split(' '), given => Assert.True(rule.IsMet(Given(given)), given));
        Assert.All(invalid.Split(' '), given => Assert.False(rule.IsMet(Given(given)), given));
    }

    [Theory]
    [InlineData("")]
    [InlineData("one ==")]
    [InlineData("one = two")]
    [InlineData("one == two three")]
    public void Parse_OfWhatIsNoTerm_ShowsIt(string text) =>
        Assert.Contains($"'{text}'", Assert.Throws<ArgumentException>(() => RuleTerm.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(typeof(Misspelled), "Misspelled has no field nowhere")]
    [InlineData(typeof(Pointless), "name is required")]
    [InlineData(typeof(Mapped), "leaves is a map of objects with rules")]
    public void Of_ATypeWhoseRulesCannotBe_NamesTheField(Type type, string message) => Assert.Contains(
        message, Assert.Throws<InvalidOperationException>(() => TypeRules.Of(Shapes.Options.GetTypeInfo(type))).Message, StringComparison.Ordinal);

    private static ObjectRule Bound(string name) => new(Rules[name], Shapes.Options.GetTypeInfo(typeof(Shape)));

    private static Shape Given(string fields) => new()
    {
        One = fields.Contains('1') ? "" : null,
        Two = fields.Contains('2') ? "x" : null,
        Three = fields.Contains('3') ? "x" : null,
        Flag = fields.Contains('F') ? true : fields.Contains('f') ? false : null,
        Number = fields.Contains('N') ? 9 : fields.Contains('n') ? 0 : null,
        Mode = fields.Contains('m') ? ShapeMode.Flat : null,
        Kind = fields.Contains('k') ? ShapeMode.Flat : ShapeMode.Round,
        Inside = fields.Contains('R') ? new() { Mode = ShapeMode.Flat } : fields.Contains('r') ? new() { Mode = ShapeMode.Round } : null,
    };
}
