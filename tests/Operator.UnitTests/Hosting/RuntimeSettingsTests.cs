using System.Text.Json.Nodes;
using Operator.Benchmarks.Processes;
using Operator.UnitTests.Schema;

namespace Operator.UnitTests.Hosting;

/// <summary>What the program tells the .NET runtime about itself, in the file that is published beside it.</summary>
public sealed class RuntimeSettingsTests
{
    private static readonly JsonNode Published =
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "databricks-operator.runtimeconfig.json")))!;

    private static readonly JsonNode Settings = Published["runtimeOptions"]!["configProperties"]!;

    [Fact]
    public void Memory_OnANodeWithManyCoresAndALargeCache_IsOneHeapThatIsCollectedEveryFewMegabytes()
    {
        Assert.False(Settings["System.GC.Server"]!.GetValue<bool>());
        Assert.InRange(Settings["System.GC.Gen0MaxBudget"]!.GetValue<int>(), 1 << 20, 16 << 20);
    }

    /// <summary>Set in the image, and where memory is measured; the runtime has no setting for it.</summary>
    [Fact]
    public void Memory_OfTheCLibraryOnANodeWithManyCores_IsInTwoArenas() =>
        Assert.Equal("2", ImageEnvironment.Of(File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile"))).GetValueOrDefault("MALLOC_ARENA_MAX"));

    [Fact]
    public void Processor_AtTheStart_IsNotSpentOnCompilingTwiceWhatIsHardlyCalled()
    {
        Assert.False(Settings["System.Runtime.TieredPGO"]!.GetValue<bool>());
        Assert.InRange(Settings["System.Runtime.TieredCompilation.CallCountThreshold"]!.GetValue<int>(), 300, 10_000);
    }
}
