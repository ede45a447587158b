using System.CommandLine;
using Operator.Commands;
using Operator.Options;

namespace Operator.UnitTests.Commands;

public sealed class RunCommandTests
{
    [Fact]
    public void Flags_OfTheProgram_AreOneForEachOption() =>
        Assert.Equal(Paths(typeof(OperatorOptions), "").Order(StringComparer.Ordinal), RunCommand.Flags.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("--create-grace-seconds", "Default: 60.")]
    [InlineData("--workers", "Default: 32.")]
    [InlineData("--leader-elect", "Default: true.")]
    [InlineData("--allow-insecure-hosts", "Default: false.")]
    public void Help_OfAFlag_NamesTheDefaultThatIsUsed(string flag, string expected)
    {
        var output = new StringWriter();
        var root = new RootCommand { RunCommand.Create() };

        root.Parse("run --help").Invoke(new InvocationConfiguration { Output = output });

        var help = string.Join(' ', output.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var described = help[help.LastIndexOf($"{flag} ", StringComparison.Ordinal)..];
        Assert.Contains(expected, described[..described.IndexOf(" --", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    private static IEnumerable<string> Paths(Type options, string prefix) => options.GetProperties().Where(property => property.CanWrite).SelectMany(property =>
        property.PropertyType.DeclaringType == typeof(OperatorOptions)
            ? Paths(property.PropertyType, $"{prefix}{property.Name}:")
            : [$"{prefix}{property.Name}"]);
}
