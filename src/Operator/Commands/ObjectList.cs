using System.Globalization;
using System.Text.Json;
using Operator.Runtime.Client;

namespace Operator.Commands;

/// <summary>All objects of a kind as the API server has them, whatever their type: for commands, which end and so have no informer.</summary>
internal static class ObjectList
{
    /// <param name="connection">To the API server.</param>
    /// <param name="definition">The kind.</param>
    /// <param name="namespace">Null for all.</param>
    /// <param name="pageSize">Objects asked for at once, at least 1.</param>
    /// <param name="read">What is kept of an object, whose JSON does not outlive the call.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="labelSelector">Which of them; null for all.</param>
    /// <exception cref="ApiServerException">The API server refuses, or does not know the kind.</exception>
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(
        ApiServerConnection connection, ResourceDefinition definition, string? @namespace, int pageSize, Func<JsonElement, T> read,
        CancellationToken cancellationToken, string? labelSelector = null)
    {
        List<T> found = [];
        var selection = labelSelector is null ? "" : $"&labelSelector={Uri.EscapeDataString(labelSelector)}";
        var first = string.Create(CultureInfo.InvariantCulture, $"{definition.Path(@namespace)}?limit={pageSize}{selection}");
        for (var next = first; next is not null;)
        {
            try
            {
                using var page = JsonDocument.Parse(await connection.SendAsync(HttpMethod.Get, next, null, cancellationToken).ConfigureAwait(false));
                found.AddRange(page.RootElement.GetProperty("items").EnumerateArray().Select(read));
                next = TokenOf(page.RootElement) is { Length: > 0 } token ? $"{first}&continue={Uri.EscapeDataString(token)}" : null;
            }
            catch (ApiServerException exception) when (exception.IsExpired && next != first)
            {
                // The list took too long, as it may with thousands of objects: from the beginning, because a part of it must not look like the whole.
                found.Clear();
                next = first;
            }
        }

        return found;
    }

    private static string? TokenOf(JsonElement page) =>
        page.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("continue", out var token) ? token.GetString() : null;
}
