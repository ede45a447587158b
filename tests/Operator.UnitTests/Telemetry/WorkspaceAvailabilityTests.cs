using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Operator.Databricks.Errors;
using Operator.Telemetry;

namespace Operator.UnitTests.Telemetry;

/// <summary>The log has one line for each change of a workspace, however many objects notice it.</summary>
public sealed class WorkspaceAvailabilityTests
{
    private static readonly DatabricksError Broken = new("clusters/list", DatabricksErrorKind.Transient, "ConnectionError: Connection refused (host:443)");

    private static readonly DatabricksError Refused =
        new("jobs/get", DatabricksErrorKind.Unauthenticated, "Invalid access token.") { HttpStatus = 403, Credential = "Secret team/databricks, key token" };

    private readonly FakeTimeProvider time = new();
    private readonly List<string> lines = [];
    private readonly WorkspaceAvailability availability;

    public WorkspaceAvailabilityTests() => availability = new("team/prod", "https://dbc-1.cloud.databricks.com", time, new Lines(lines));

    [Fact]
    public void Ended_AnOutageSeenByAThousandObjects_IsOneLineAndItsEndAnother()
    {
        availability.Ended(null);
        End(Broken, 1000);
        time.Advance(TimeSpan.FromMinutes(7));
        End(null, 1000);

        Assert.Equal(
            [
                "Information: Workspace team/prod at https://dbc-1.cloud.databricks.com is available",
                "Warning: Workspace team/prod at https://dbc-1.cloud.databricks.com is unavailable (clusters/list: ConnectionError: Connection refused "
                    + "(host:443)). Its objects keep their state; calls are tried again with growing pauses",
                "Information: Workspace team/prod at https://dbc-1.cloud.databricks.com is available again after 420 s",
            ],
            lines);
    }

    [Fact]
    public void Ended_ACredentialRefusedForAllObjects_IsOneLineThatNamesWhatToRenew()
    {
        End(Refused, 1000);
        // The breaker may open as well; the credential is still what is wrong.
        End(Broken, 10);

        Assert.Equal(
            "Warning: Workspace team/prod at https://dbc-1.cloud.databricks.com refuses the credential from Secret team/databricks, key token "
                + "(jobs/get: 403 Invalid access token.). Renew it; until then nothing of it is read or changed",
            Assert.Single(lines));
    }

    [Fact]
    public void Ended_FewFailuresBetweenAnswers_IsNoOutage()
    {
        for (var round = 0; round < 20; round++)
        {
            End(Broken, WorkspaceAvailability.ToleratedFailures);
            availability.Ended(null);
        }

        Assert.Single(lines);
    }

    [Theory]
    [InlineData(DatabricksErrorKind.NotFound, 404, true)]
    [InlineData(DatabricksErrorKind.Invalid, 400, true)]
    [InlineData(DatabricksErrorKind.Quota, 400, true)]
    [InlineData(DatabricksErrorKind.Throttled, 429, false)]
    [InlineData(DatabricksErrorKind.PermissionDenied, 403, false)]
    [InlineData(DatabricksErrorKind.Invalid, null, false)]
    public void Ended_ARefusalAfterAnOutage_EndsItWhereItProvesTheWorkspaceWell(DatabricksErrorKind kind, int? status, bool isWell)
    {
        End(Broken, 3);

        availability.Ended(new DatabricksError("clusters/get", kind, "x") { HttpStatus = status });

        Assert.Equal(isWell ? 2 : 1, lines.Count);
    }

    [Fact]
    public void Ended_ManyCallsAtOnce_StillIsOneLine()
    {
        Parallel.For(0, 1000, _ => availability.Ended(Broken));

        Assert.Single(lines);
    }

    private void End(DatabricksError? failure, int times)
    {
        for (var call = 0; call < times; call++)
        {
            availability.Ended(failure);
        }
    }

    private sealed class Lines(List<string> lines) : ILogger<WorkspaceAvailability>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
