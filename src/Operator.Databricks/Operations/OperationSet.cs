using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using Refit;

namespace Operator.Databricks.Operations;

/// <summary>The operations of one area of the API, as the attributes on its Refit interface declare them. Read once for each interface.</summary>
internal sealed class OperationSet
{
    /// <summary>The name of the request option that carries the set of the interface whose method was called.</summary>
    public const string Option = "databricks.operations";

    private static readonly ConcurrentDictionary<Type, OperationSet> Sets = new();

    private static readonly HttpRequestOptionsKey<OperationSet> Key = new(Option);

    private static readonly HttpRequestOptionsKey<string> PathTemplate = new(HttpRequestMessageOptions.RelativePathTemplate);

    private readonly FrozenDictionary<(string Method, string Path), Operation> operations;

    private OperationSet(Type api) => operations = api.GetMethods().Select(Read).ToFrozenDictionary(operation => (operation.Method.Method, operation.Path));

    public IReadOnlyCollection<Operation> All => operations.Values;

    /// <exception cref="InvalidOperationException">A method does not say which operation it is: a programming error.</exception>
    public static OperationSet Of(Type api) => Sets.GetOrAdd(api, static type => new OperationSet(type));

    /// <summary>The operation of a request that Refit built.</summary>
    /// <exception cref="InvalidOperationException">It was built by another client: a programming error.</exception>
    public static Operation OperationOf(HttpRequestMessage request) =>
        request.Options.TryGetValue(Key, out var set)
        && request.Options.TryGetValue(PathTemplate, out var template)
        && set.operations.TryGetValue((request.Method.Method, template), out var operation)
            ? operation
            : throw new InvalidOperationException($"{request.Method} {request.RequestUri?.AbsolutePath} is no operation of the client.");

    private static Operation Read(MethodInfo method)
    {
        if (method.GetCustomAttribute<HttpMethodAttribute>() is not { } http || method.GetCustomAttribute<OperationAttribute>() is not { } declared)
        {
            throw new InvalidOperationException($"{method.DeclaringType?.Name}.{method.Name} needs its path and an [Operation].");
        }

        return new Operation(declared.Name, declared.RetrySafety, declared.NotFoundScope)
        {
            Method = http.Method,
            Path = http.Path,
            Answers = method.ReturnType.IsGenericType,
            IsChange = http.Method != HttpMethod.Get && !declared.OnlyReads,
        };
    }
}
