using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Refit;

namespace Operator.Databricks.Http;

/// <summary>
/// JSON through an area's source-generated context; a literal <c>null</c> is an error here and not a null reference later. All contexts have the same options:
/// numbers are also read from strings, because some gateways quote 64-bit ids.
/// </summary>
internal sealed class WireContentSerializer(JsonSerializerContext context) : IHttpContentSerializer
{
    private readonly SystemTextJsonContentSerializer json = SystemTextJsonContentSerializer.ForContext(context);

    public HttpContent ToHttpContent<T>(T item) => json.ToHttpContentSynchronous(item);

    public async Task<T?> FromHttpContentAsync<T>(HttpContent content, CancellationToken cancellationToken = default) =>
        await json.FromHttpContentAsync<T>(content, cancellationToken).ConfigureAwait(false) ?? throw new JsonException("The answer is null.");

    public string? GetFieldNameForProperty(PropertyInfo propertyInfo) => json.GetFieldNameForProperty(propertyInfo);
}
