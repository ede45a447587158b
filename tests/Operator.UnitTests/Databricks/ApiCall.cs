using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Operator.Databricks;
using Operator.Databricks.Http;
using Operator.Databricks.Operations;
using Refit;

namespace Operator.UnitTests.Databricks;

/// <summary>A call of any operation of any API of the client, found by reflection: a new one is tested without being named.</summary>
internal sealed record ApiCall(PropertyInfo Api, MethodInfo Method, Operation Operation)
{
    /// <summary>Every interface that the client offers.</summary>
    public static IReadOnlyList<PropertyInfo> Apis { get; } =
        [.. typeof(WorkspaceClient).GetProperties().Where(property => property.PropertyType.GetMethods().Any(method => Http(method) is not null))];

    public static IReadOnlyList<ApiCall> All { get; } = [.. Apis.SelectMany(api => api.PropertyType.GetMethods().Select(method => Of(api, method)))];

    /// <summary>Asked once: reflection on nullability is slow.</summary>
    private readonly IReadOnlyList<(Type Type, bool MayBeNull)> parameters = [.. Method.GetParameters().Select(Describe)];

    private readonly ConcurrentDictionary<int, string> successes = new();

    /// <summary>All but the last, the cancellation.</summary>
    private readonly ConcurrentDictionary<int, object?[]> arguments = new();

    private string Path => Http(Method)!.Path;

    /// <summary>Sends it with arguments of that seed, and gives what the caller would see.</summary>
    public async Task<object?> SendAsync(WorkspaceClient client, int seed, CancellationToken cancellationToken)
    {
        var known = arguments.GetOrAdd(seed, key => [.. parameters.SkipLast(1).Select(parameter => Argument(parameter.Type, parameter.MayBeNull, key))]);
        var task = (Task)Method.Invoke(Api.GetValue(client), [.. known, cancellationToken])!;
        await task;
        return Operation.Answers ? task.GetType().GetProperty("Result")!.GetValue(task) : null;
    }

    /// <summary>A success of this operation as JSON.</summary>
    public string Success(int seed) => successes.GetOrAdd(
        seed, key => Operation.Answers ? new WireSamples(key).Of(Method.ReturnType.GetGenericArguments()[0]).ToJsonString() : "{}");

    public static Operation OperationOf(string name) => All.Single(call => call.Operation.Name == name).Operation;

    public override string ToString() => $"{Operation.Name} ({Path})";

    public static HttpMethodAttribute? Http(MethodInfo method) => method.GetCustomAttribute<HttpMethodAttribute>();

    private static ApiCall Of(PropertyInfo api, MethodInfo method)
    {
        var http = Http(method)!;
        return new(api, method, OperationSet.Of(api.PropertyType).All.Single(operation => operation.Method == http.Method && operation.Path == http.Path));
    }

    private static (Type Type, bool MayBeNull) Describe(ParameterInfo parameter) =>
        (parameter.ParameterType, new NullabilityInfoContext().Create(parameter).WriteState is NullabilityState.Nullable);

    private static object? Argument(Type type, bool mayBeNull, int seed) => type switch
    {
        _ when mayBeNull => null,
        _ when type == typeof(JsonObject) => new JsonObject { ["name"] = "x" },
        _ when type == typeof(string) => "a b/c",
        _ when type == typeof(long) => 9007199254740993,
        _ when type.IsSubclassOf(typeof(WireRecord)) =>
            JsonSerializer.Deserialize(new WireSamples(seed).Of(type).ToJsonString(), AreaJson.InfoOf(type)),
        _ => throw new NotSupportedException($"No arguments of {type}."),
    };
}
