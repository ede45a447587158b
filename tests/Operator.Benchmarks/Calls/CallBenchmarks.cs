using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Operator.Databricks;
using Operator.Databricks.Authentication;
using Operator.Databricks.Clusters;
using Operator.Databricks.Http;

namespace Operator.Benchmarks.Calls;

/// <summary>
/// What the client adds to a call: authorisation, budget, retries, limits, reading and classifying; against HttpClient doing the bare request.
/// </summary>
[MemoryDiagnoser]
public class CallBenchmarks : IDisposable
{
    private const string Answer = """
        {"cluster_id":"0117-163057-wznh2cxy","cluster_name":"etl","spark_version":"16.4.x-scala2.12","node_type_id":"m5d.large","num_workers":4,"state":
        "RUNNING","custom_tags":{"team":"data","databricks-operator-owner":"0123456789abcdef0123456789abcdef"},"spark_conf":{"spark.speculation":"true"},
        "autotermination_minutes":60,"data_security_mode":"SINGLE_USER","creator_user_name":"someone@example.com","start_time":1763856000000}
        """;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private HttpClient bare = null!;
    private WorkspaceClient client = null!;

    [GlobalSetup]
    public void Open()
    {
        bare = new HttpClient(new CannedHandler()) { BaseAddress = new Uri("https://workspace.example.com/api/2.1/") };
        bare.DefaultRequestHeaders.Authorization = new("Bearer", "dapi-benchmark");
        client = WorkspaceClientFactory.Create(
            new WorkspaceClientOptions
            {
                Host = WorkspaceHost.TryParse("https://workspace.example.com", false, out var host, out var reason)
                    ? host
                    : throw new InvalidOperationException(reason),
                TokenSource = new StaticTokenSource(new Secret("dapi-benchmark")),
                Limits = new CallLimits { RequestsPerSecond = 10_000_000, Burst = 1_000_000 },
            },
            TimeProvider.System,
            new CannedHandler());
    }

    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        bare.Dispose();
        client.Dispose();
    }

    [Benchmark(Baseline = true)]
    public Task<ClusterDetails?> HttpClientAlone() => bare.GetFromJsonAsync<ClusterDetails>("clusters/get?cluster_id=0117-163057-wznh2cxy", Json);

    [Benchmark]
    public Task<ClusterDetails> WorkspaceClient() => client.Clusters.GetAsync("0117-163057-wznh2cxy", CancellationToken.None);

    /// <summary>Answers at once, so that nothing but the client is measured.</summary>
    private sealed class CannedHandler : HttpMessageHandler
    {
        private static readonly byte[] Body = Encoding.UTF8.GetBytes(Answer);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = new ByteArrayContent(Body);
            content.Headers.ContentType = new("application/json");
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request });
        }
    }
}
