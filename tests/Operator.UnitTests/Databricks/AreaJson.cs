using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Operator.Databricks.Authentication;
using Operator.Databricks.Http;

namespace Operator.UnitTests.Databricks;

/// <summary>The JSON contexts of the workspace's API, found by reflection: that of a new area is tested without being named.</summary>
internal static class AreaJson
{
    private static readonly ConcurrentDictionary<Type, JsonTypeInfo> Infos = new();

    /// <summary>Without that of the token endpoints, which are another API.</summary>
    public static IReadOnlyList<JsonSerializerContext> All { get; } =
    [
        .. typeof(WireRecord).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(JsonSerializerContext)) && type.Namespace != typeof(ITokenSource).Namespace)
            .Select(type => (JsonSerializerContext)type.GetProperty("Default")!.GetValue(null)!),
    ];

    public static JsonSerializerContext Of(Type api) => All.Single(context => context.GetType().Namespace == api.Namespace);

    /// <summary>As any of them has it: their options are the same.</summary>
    public static JsonTypeInfo InfoOf(Type type) =>
        Infos.GetOrAdd(type, static key => All.Select(context => context.GetTypeInfo(key)).OfType<JsonTypeInfo>().First());
}
