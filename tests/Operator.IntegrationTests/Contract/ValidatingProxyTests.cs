using System.Net;
using System.Net.Sockets;
using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;
using Operator.UnitTests.Contract;

namespace Operator.IntegrationTests.Contract;

/// <summary>The client's requests and the simulator's answers, judged by a validator that nobody here wrote.</summary>
public sealed class ValidatingProxyTests
{
    private static readonly string Description = Path.Combine(Repository.Root, "..", "shared", "reference", "databricks-openapi.yml");

    [Fact]
    public async Task Client_ThroughAValidatingProxy_BreaksNoRuleOfTheDescription()
    {
        Assert.SkipUnless(
            File.Exists(Description),
            "The users' API description is not beside this checkout (../shared/reference/databricks-openapi.yml), so nothing was validated.");
        var cancellationToken = TestContext.Current.CancellationToken;
        // The proxy reads numbers as doubles: longer ids would come out of it as others.
        await using var simulator = await SimulatorHost.StartAsync(
            new SimulatorOptions { Workspaces = [new WorkspaceOptions { IdDigits = 15 }] }, cancellationToken);
        var port = FreePort();
        var prism = await ChildProcess.RunAsync(Path.Combine(Repository.Root, "hack", "tools.sh"), ["prism"], cancellationToken: cancellationToken);
        // Without --errors: what breaks a rule goes on its way and is marked, so that all of it is seen at once.
        await using var proxy = ChildProcess.Start(prism.Trim(), ["proxy", Description, $"{simulator.Url}api", "--host", "127.0.0.1", "--port", $"{port}"]);
        await Eventually.ReachesAsync(
            _ => Task.FromResult(string.Join('\n', proxy.Lines) + proxy.Errors), output => output.Contains(
                "listening", StringComparison.Ordinal), "the proxy to listen", TimeSpan.FromMinutes(1));

        var marks = new MarkReader();
        using (var client = DescribedScenario.Connect(new Uri($"http://127.0.0.1:{port}"), marks))
        {
            await DescribedScenario.RunAsync(client, cancellationToken);
        }

        Assert.True(marks.Exchanges > 25, $"Only {marks.Exchanges} exchanges went through the proxy.");
        Assert.True(marks.Violations.Count == 0, string.Join('\n', marks.Violations));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The proxy knows the paths without their common prefix, and says what is wrong in a header.</summary>
    private sealed class MarkReader() : DelegatingHandler(new SocketsHttpHandler())
    {
        public int Exchanges { get; private set; }

        public List<string> Violations { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(request.RequestUri!.AbsoluteUri.Replace("/api/", "/", StringComparison.Ordinal));
            var response = await base.SendAsync(request, cancellationToken);
            Exchanges++;
            if (response.Headers.TryGetValues("sl-violations", out var marks))
            {
                Violations.AddRange(marks.Select(mark => $"{request.Method} {request.RequestUri.PathAndQuery}: {mark}"));
            }

            return response;
        }
    }
}
