using Microsoft.Extensions.Diagnostics.HealthChecks;
using Operator.Runtime.Controllers;
using Operator.Runtime.Hosting;
using Operator.Runtime.Informers;

namespace Operator.UnitTests.Runtime.Hosting;

public sealed class HealthCheckTests
{
    private static readonly OperatorSettings Settings = new();

    private readonly FixedInformer informer = new();

    /// <summary>Restarting all replicas would bring the API server back no sooner, and lose what they hold in memory.</summary>
    [Fact]
    public async Task Live_ApiServerAwayForAnHour_IsHealthyAndOnlyReadinessFails()
    {
        informer.Silence = TimeSpan.FromHours(1);

        Assert.Equal(HealthStatus.Healthy, (await RunAsync(new InformerHealthCheck([informer], Settings))).Status);
        var contact = await RunAsync(new ContactHealthCheck([informer], Settings));
        Assert.Equal((HealthStatus.Unhealthy, "no usable answer of the API server about widgets for 3600 s"), (contact.Status, contact.Description));
    }

    [Fact]
    public async Task Live_LoopEnded_IsUnhealthy()
    {
        informer.IsAlive = false;

        var result = await RunAsync(new InformerHealthCheck([informer], Settings));

        Assert.Equal((HealthStatus.Unhealthy, "the loop that watches widgets has ended"), (result.Status, result.Description));
    }

    [Fact]
    public async Task Live_LoopHangs_IsUnhealthy()
    {
        informer.SinceLastStep = Settings.StaleAfter + TimeSpan.FromSeconds(1);

        Assert.Equal(HealthStatus.Unhealthy, (await RunAsync(new InformerHealthCheck([informer], Settings))).Status);
    }

    [Fact]
    public async Task Live_WorkersEnded_IsUnhealthy() =>
        Assert.Equal(HealthStatus.Unhealthy, (await RunAsync(new ControllerHealthCheck([new DeadController()]))).Status);

    [Fact]
    public void TextOf_SeveralProblemsOfOneCheck_HasALineForEach()
    {
        var entry = new HealthReportEntry(HealthStatus.Unhealthy, "one\ntwo", TimeSpan.Zero, null, null);
        var well = new HealthReportEntry(HealthStatus.Healthy, null, TimeSpan.Zero, null, null);

        var text = HealthProblems.TextOf(new HealthReport(new Dictionary<string, HealthReportEntry> { ["caches"] = entry, ["scopes"] = well }, TimeSpan.Zero));

        Assert.Equal("Unhealthy\ncaches: one\ncaches: two\n", text);
    }

    private static Task<HealthCheckResult> RunAsync(IHealthCheck check) =>
        check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);

    private sealed class FixedInformer : IInformer
    {
        public string Name => "widgets";

        public string Kind => "Widget";

        public bool HasSynced => true;

        public IReadOnlyList<RefusedScope> Refused => [];

        public TimeSpan Silence { get; set; }

        public TimeSpan SinceLastStep { get; set; }

        public bool IsAlive { get; set; } = true;

        public Task<IReadOnlyList<RefusedScope>> ProbeAsync(CancellationToken cancellationToken) => Task.FromResult(Refused);

        public Task RunAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class DeadController : IController
    {
        public string Name => "widgets";

        public bool IsAlive => false;

        public Task RunAsync(CancellationToken stopping, CancellationToken abort) => Task.CompletedTask;
    }
}
