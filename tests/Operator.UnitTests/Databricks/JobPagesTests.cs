using Databricks.Simulator.Hosting;
using Operator.Databricks;
using Operator.Databricks.Authentication;
using Operator.Databricks.Http;
using Operator.Databricks.Jobs;
using Operator.UnitTests.Simulator;

namespace Operator.UnitTests.Databricks;

public sealed class JobPagesTests
{
    [Theory]
    [InlineData("2.2", 3, 3)]
    [InlineData("2.1", 10, 10)]
    public async Task Pages_OfJobs_HoldEachOnceOnEveryVersion(string version, int pages, int calls)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        using var client = Connect(workspace, version);
        for (var index = 0; index < 250; index++)
        {
            workspace.Workspace.Jobs.Create(new() { ["name"] = $"j{index}" }, "ada@example.com");
        }

        var read = new List<IReadOnlyList<Job>>();
        await foreach (var page in client.JobReads.PagesAsync(new JobFilter(), TestContext.Current.CancellationToken))
        {
            read.Add(page);
        }

        Assert.Equal(workspace.Workspace.Jobs.Ids.Order(), read.SelectMany(page => page).Select(job => job.JobId!.Value).Order());
        Assert.Equal((pages, calls), (read.Count, workspace.Workspace.Journal.Of("jobs/list").Count));
    }

    private static WorkspaceClient Connect(SimulatedWorkspace workspace, string version)
    {
        Assert.True(WorkspaceHost.TryParse(workspace.Client.BaseAddress!.GetLeftPart(UriPartial.Authority), true, out var host, out var reason), reason);
        return WorkspaceClientFactory.Create(
            new WorkspaceClientOptions
            {
                Host = host,
                TokenSource = new StaticTokenSource(new Secret(WorkspaceOptions.DefaultToken)),
                ApiVersions = new ApiVersions { Jobs = version }
            },
            TimeProvider.System);
    }
}
