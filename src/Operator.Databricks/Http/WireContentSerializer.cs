using System.Reflection;
using System.Text.Json;
using Refit;

namespace Operator.Databricks.Http;

/// <summary>JSON through the source-generated context; a literal <c>null</c> is an error here and not a null reference later.</summary>
internal sealed class WireContentSerializer : IHttpContentSerializer
{
    private readonly SystemTextJsonContentSerializer json = SystemTextJsonContentSerializer.ForContext(WireJson.Default);

    public HttpContent ToHttpContent<T>(T item) => json.ToHttpContentSynchronous(item);

    public async Task<T?> FromHttpContentAsync<T>(HttpContent content, CancellationToken cancellationToken = default) =>
        await json.FromHttpContentAsync<T>(content, cancellationToken).ConfigureAwait(false) ?? throw new JsonException("The answer is null.");

    public string? GetFieldNameForProperty(PropertyInfo propertyInfo) => json.GetFieldNameForProperty(propertyInfo);
}
