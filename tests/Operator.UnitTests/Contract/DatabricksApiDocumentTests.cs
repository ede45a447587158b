using Operator.Commands;
using Operator.Databricks;
using Operator.UnitTests.Schema;

namespace Operator.UnitTests.Contract;

/// <summary>docs/databricks-api.md tells the truth.</summary>
public sealed class DatabricksApiDocumentTests
{
    [Fact]
    public void Rows_AreTheClientsOperations() =>
        Assert.Equal(
            WorkspaceClient.Operations.Select(operation => operation.Name).Order(StringComparer.Ordinal),
            DatabricksApi.Rows.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Rows_SayWhatTheDescriptionHasAndInWhichVersion()
    {
        var described = ApiDescription.Load().Operations.ToDictionary(
            operation => $"{operation.Method} {operation.Unversioned}", operation => operation.Version);

        Assert.Equal(
            described.OrderBy(pair => pair.Key, StringComparer.Ordinal),
            WorkspaceClient.Operations.Where(operation => DatabricksApi.Rows[operation.Name].Described.Length > 0)
                .Select(operation => KeyValuePair.Create(operation.Call, DatabricksApi.Rows[operation.Name].Described))
                .OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void Rows_SayTheVersionsTheClientSendsByDefault()
    {
        var versions = new ApiVersions();

        Assert.All(DatabricksApi.Rows, row => Assert.Equal(
            row.Key.Split('/')[0] switch { "clusters" => versions.Clusters, "jobs" or "runs" => versions.Jobs, _ => "2.0" },
            row.Value.Today));
    }

    [Fact]
    public void Rows_NameTestsThatExist()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToLookup(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);

        Assert.All(DatabricksApi.Rows.Values.Select(row => row.Test).Distinct(), test =>
            Assert.Contains(sources[test.Split('.')[0]], source => source.Contains($" {test.Split('.')[1]}(", StringComparison.Ordinal)));
    }
}
