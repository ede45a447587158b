using Operator.Commands.Manifests;

namespace Operator.UnitTests.Commands.Manifests;

public sealed class TemporaryTests
{
    [Fact]
    public void Flow()
    {
        var failed = new List<string>();
        foreach (var text in "1.2.3|1:30|190:20:30|2020-01-02|2001-12-14t21:59:43.10-05:00|0xZZ|0o8|1e|e1|-|+|.|..|=|a:b|15.4.x-scala2.12|12:30:45.5".Split('|'))
        {
            try
            {
                YamlReader.Read($"a: [{text}, x]");
            }
            catch (ManifestException exception)
            {
                failed.Add($"{text}: {exception.Message}");
            }
        }

        Assert.Equal([], failed);
    }
}
