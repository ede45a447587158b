using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Refit;

namespace Operator.UnitTests.Databricks;

/// <summary>Each area has a JSON context of its own; what a caller sees must not depend on the area.</summary>
public sealed class AreaJsonTests
{
    public static TheoryData<Type> Apis => [.. ApiCall.Apis.Select(api => api.PropertyType)];

    [Theory]
    [MemberData(nameof(Apis))]
    public void Context_OfAnArea_KnowsWhateverItsMethodsSendAndRead(Type api)
    {
        var context = AreaJson.Of(api);
        var bodies = api.GetMethods().SelectMany(method => method.GetParameters())
            .Where(parameter => parameter.GetCustomAttribute<BodyAttribute>() is not null).Select(parameter => parameter.ParameterType);
        var results = api.GetMethods().Select(method => method.ReturnType).Where(type => type.IsGenericType).Select(type => type.GetGenericArguments()[0]);

        Assert.All(bodies.Concat(results), type => Assert.NotNull(context.GetTypeInfo(type)));
    }

    [Fact]
    public void Contexts_OfAllAreas_HaveTheSameOptions()
    {
        var areas = AreaJson.All.Select(context => context.GetType().Namespace).ToHashSet();

        Assert.Superset(ApiCall.Apis.Select(api => api.PropertyType.Namespace).ToHashSet(), areas);
        Assert.All(AreaJson.All, context => Assert.Equal(
            (JsonNamingPolicy.SnakeCaseLower, JsonIgnoreCondition.WhenWritingNull, JsonNumberHandling.AllowReadingFromString),
            (context.Options.PropertyNamingPolicy, context.Options.DefaultIgnoreCondition, context.Options.NumberHandling)));
    }
}
