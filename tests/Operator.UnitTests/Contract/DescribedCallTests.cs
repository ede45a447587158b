using System.Reflection;
using System.Text.Json.Nodes;
using Operator.Databricks;
using Operator.Databricks.Compute;
using Operator.Databricks.Jobs;
using Refit;

namespace Operator.UnitTests.Contract;

/// <summary>
/// Every operation of the users' description can be called, and every field that our messages and theirs do not share is a known difference with
/// its reason. A field that is misspelt or forgotten shows here.
/// </summary>
public sealed class DescribedCallTests
{
    /// <summary>Bodies that are built as JSON, and the settings they are made of.</summary>
    private static readonly Dictionary<string, Type> Built = new()
    {
        ["/clusters/create"] = typeof(ClusterSpec),
        ["/clusters/edit"] = typeof(ClusterSpec),
        ["/jobs/create"] = typeof(JobSettings),
    };

    [Fact]
    public void Client_EveryDescribedOperation_HasAMethodForIt()
    {
        var description = ApiDescription.Load();

        Assert.Equal(25, description.Operations.Count);
        Assert.Empty(description.Operations.Where(operation => MethodOf(operation) is null).Select(operation => operation.Id));
    }

    [Fact]
    public void Client_EveryFieldOfARequest_IsDescribedOrAKnownDifference()
    {
        var description = ApiDescription.Load();
        var found = description.Operations.SelectMany(operation => RequestDifferences(description, operation)).ToList();

        KnownDifferences.AssertExplained(KnownDifferences.Requests, found);
    }

    [Fact]
    public void Client_EveryFieldOfAnAnswer_IsReadOrAKnownDifference()
    {
        var description = ApiDescription.Load();
        var found = description.Operations
            .Where(operation => operation.Answer is not null && AnswerOf(operation) is not null)
            .SelectMany(operation => WireShape.Differences(description, operation.Answer!, AnswerOf(operation)!, operation.Id))
            .Where(difference => !difference.EndsWith(": not described", StringComparison.Ordinal))
            .ToList();

        KnownDifferences.AssertExplained(KnownDifferences.Answers, found);
    }

    private static IEnumerable<string> RequestDifferences(ApiDescription description, DescribedOperation operation)
    {
        var method = MethodOf(operation)!;
        if (operation.Request is { } request)
        {
            var body = method.GetParameters().Single(parameter => parameter.GetCustomAttribute<BodyAttribute>() is not null).ParameterType;
            var extra = body == typeof(JsonObject) && operation.Unversioned == "/clusters/edit"
                ? [$"{operation.Id}.cluster_id: only described"]
                : Array.Empty<string>();
            // The id is put into the built body by whoever builds it.
            return WireShape.Differences(description, request, body == typeof(JsonObject) ? Built[operation.Unversioned] : body, operation.Id).Except(extra);
        }

        var ours = method.GetParameters().Where(parameter => parameter.ParameterType != typeof(CancellationToken))
            .ToDictionary(parameter => parameter.GetCustomAttribute<AliasAsAttribute>()?.Name ?? parameter.Name!, parameter => parameter.ParameterType);
        return operation.Query.Where(parameter => !ours.ContainsKey(parameter.Name)).Select(parameter => $"{operation.Id}?{parameter.Name}: only described")
            .Concat(ours.Keys.Where(name => operation.Query.All(parameter => parameter.Name != name)).Select(name => $"{operation.Id}?{name}: not described"));
    }

    private static Type? AnswerOf(DescribedOperation operation) =>
        MethodOf(operation)!.ReturnType is { IsGenericType: true } answer ? answer.GetGenericArguments()[0] : null;

    private static MethodInfo? MethodOf(DescribedOperation operation) => typeof(WorkspaceClient).GetProperties()
        .SelectMany(property => property.PropertyType.GetMethods())
        .FirstOrDefault(method => method.GetCustomAttribute<HttpMethodAttribute>() is { } http
            && http.Method.Method == operation.Method && http.Path == operation.Unversioned);
}
