using Operator.Databricks;
using Operator.Databricks.Http;

namespace Operator.UnitTests.Kinds.Harness;

/// <summary>A workspace most of whose burst is gone and whose rate gives none back: there are calls, and none to spare.</summary>
internal static class ScarceCalls
{
    public static CallLimits Limits { get; } = new() { RequestsPerSecond = 0.000_1, Burst = 60 };

    public static async Task BeginAsync(WorkspaceClient client)
    {
        while (client.HasCallsToSpare)
        {
            await client.Identity.MeAsync(TestContext.Current.CancellationToken);
        }
    }
}
