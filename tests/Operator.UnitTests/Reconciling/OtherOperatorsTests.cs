using System.Globalization;
using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using Operator.Options;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Reconciling;

/// <summary>Two releases that work on the same objects are told of each other, once.</summary>
public sealed class OtherOperatorsTests : IDisposable
{
    private static readonly ObjectKey Own = new("operators", "databricks-operator");

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly RecordingLogger<OtherOperators> log = new();
    private readonly Dictionary<string, JsonObject> leases = [];
    private readonly StubApiServer server;
    private readonly ApiServerConnection connection;

    public OtherOperatorsTests()
    {
        server = new StubApiServer(_ => StubApiServer.Json(new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = "1" },
            ["items"] = new JsonArray([.. leases.Values.Select(lease => lease.DeepClone())]),
        }.ToJsonString()));
        connection = server.Connect();
        Put("operators", "databricks-operator", "*", "");
    }

    public void Dispose()
    {
        connection.Dispose();
        server.Dispose();
    }

    [Theory]
    [InlineData("", "", "*", "", true)]
    [InlineData("a,b", "", "*", "", true)]
    [InlineData("a,b", "", "b,c", "", true)]
    [InlineData("a,b", "", "c", "", false)]
    [InlineData("", "x", "*", "", false)]
    [InlineData("", "x", "*", "x", true)]
    [InlineData("a", "x", "b", "x", false)]
    public async Task Look_AtAnotherRelease_WarnsWhereBothWorkOnTheSameObjects(string own, string ownClass, string other, string otherClass, bool warns)
    {
        Put("elsewhere", "second", other, otherClass);
        using var operators = Operators(new() { WatchNamespaces = own, Class = ownClass });

        await operators.LookAsync(TestContext.Current.CancellationToken);

        Assert.Equal(warns ? 1 : 0, operators.Count);
        Assert.Equal(warns ? 1 : 0, log.Warnings.Count(line => line.Contains("elsewhere/second", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Look_AgainAndAgain_SaysEachChangeOnce()
    {
        using var operators = Operators(new());
        Put("elsewhere", "second", "*", "");
        await LookAsync(operators);
        await LookAsync(operators);
        Assert.Single(log.Messages);

        leases.Remove("elsewhere/second");
        await LookAsync(operators);
        await LookAsync(operators);

        Assert.Equal(2, log.Messages.Count);
        Assert.Contains("no longer works", log.Messages[1], StringComparison.Ordinal);
        Assert.Equal(0, operators.Count);
    }

    /// <summary>What a release leaves behind that was taken away, or is down.</summary>
    [Theory]
    [InlineData("", 0)]
    [InlineData("holder", 6)]
    public async Task Look_AtALeaseThatNobodyHolds_SaysNothing(string holder, int minutesAgo)
    {
        Put("elsewhere", "second", "*", "", holder, minutesAgo);
        using var operators = Operators(new());

        await LookAsync(operators);

        Assert.Empty(log.Messages);
    }

    [Fact]
    public async Task Look_WithRightsInNamespacesOnly_AsksThereAndBesideItself()
    {
        using var operators = Operators(new() { Namespaced = true, WatchNamespaces = "a,b", InstallationId = "x" });

        await LookAsync(operators);

        Assert.Equal(
            ["a", "b", "operators"],
            server.Requests.Select(request => request.Path.Split('/')[^2]).Order());
        Assert.All(
            server.Requests, request => Assert.Contains("labelSelector=databricks-operator.io%2Foperator", request.Query, StringComparison.Ordinal));
    }

    private static Task LookAsync(OtherOperators operators) => operators.LookAsync(TestContext.Current.CancellationToken);

    private OtherOperators Operators(OperatorOptions options) => new(
        new ResourceClient<V1Lease>(connection, new EntitySerializer()) { LabelSelector = OperatorLease.Label }, Own, options, OpenFence.Instance, time, log);

    private void Put(string @namespace, string name, string namespaces, string @class, string holder = "holder", int minutesAgo = 0) =>
        leases[$"{@namespace}/{name}"] = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = @namespace,
                ["annotations"] = new JsonObject
                {
                    ["databricks-operator.io/watch-namespaces"] = namespaces,
                    ["databricks-operator.io/class"] = @class,
                },
            },
            ["spec"] = new JsonObject
            {
                ["holderIdentity"] = holder,
                ["renewTime"] = time.GetUtcNow().AddMinutes(-minutesAgo).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
            },
        };
}
