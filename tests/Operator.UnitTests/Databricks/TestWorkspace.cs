using Operator.Databricks;
using Operator.Databricks.Authentication;
using Operator.Databricks.Errors;
using Operator.Databricks.Http;

namespace Operator.UnitTests.Databricks;

/// <summary>A client on a stub and a clock of the test's own.</summary>
internal sealed class TestWorkspace : IDisposable
{
    public const string Token = "dapi0123456789abcdef0123456789abcdef";

    /// <summary>Far beyond any pause, so that only the tests about bounds meet them.</summary>
    public static readonly CallTimeouts Patient = new() { Total = TimeSpan.FromHours(8), Attempt = TimeSpan.FromHours(4) };

    public TestWorkspace(
        ITokenSource? tokens = null, CallTimeouts? timeouts = null, CallLimits? limits = null, ApiVersions? versions = null, SteppedTime? time = null,
        ISendPermit? permit = null, ICallObserver? observer = null)
    {
        Time = time ?? new SteppedTime { ReachesBounds = timeouts is not null };
        Stub = new StubWorkspace(Time);
        var options = new WorkspaceClientOptions
        {
            Host = Host,
            TokenSource = tokens ?? new StaticTokenSource(new Secret(Token)),
            Timeouts = timeouts ?? Patient,
            Limits = limits ?? new CallLimits { MaxWait = TimeSpan.FromHours(1) },
            ApiVersions = versions ?? new ApiVersions(),
            SendPermit = permit,
            Observer = observer,
            Credential = () => "Secret team/databricks, key token",
            UserAgentVersion = "1.2.3",
        };
        Client = WorkspaceClientFactory.Create(options, Time, Stub);
    }

    public static WorkspaceHost Host { get; } =
        WorkspaceHost.TryParse("https://adb-1.2.azuredatabricks.net", false, out var host, out _) ? host : throw new InvalidOperationException();

    public SteppedTime Time { get; }

    public StubWorkspace Stub { get; }

    public WorkspaceClient Client { get; }

    public Task<T> RunAsync<T>(Func<WorkspaceClient, Task<T>> call) =>
        Time.RunAsync(call(Client), TestContext.Current.CancellationToken);

    public Task RunAsync(Func<WorkspaceClient, Task> call) => RunAsync(async client =>
    {
        await call(client);
        return true;
    });

    public async Task<DatabricksError> FailAsync(Func<WorkspaceClient, Task> call) =>
        (await Assert.ThrowsAsync<DatabricksException>(() => RunAsync(call))).Error;

    public void Dispose() => Client.Dispose();
}
