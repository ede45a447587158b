namespace Databricks.Simulator.Http;

/// <summary>
/// One call of the REST API, on one route per version. Journal and fault plans speak of it by its name, for example <c>clusters/create</c>.
/// Its handler runs under the workspace's lock, so it neither blocks nor awaits.
/// </summary>
internal sealed record ApiOperation(string Name, string Method, IReadOnlyList<string> Routes, bool Mutating, Func<ApiRequest, ApiResponse> Handle)
{
    /// <summary>Takes no bearer token, because it gives them: its body is a form, outside of the limits, and no secret of it goes into the journal.</summary>
    public bool IsOpen { get; init; }

    public static ApiOperation Read(string name, string[] versions, Func<ApiRequest, ApiResponse> handle) =>
        new(name, HttpMethods.Get, Paths(name, versions), false, handle);

    public static ApiOperation Write(string name, string[] versions, Func<ApiRequest, ApiResponse> handle) =>
        new(name, HttpMethods.Post, Paths(name, versions), true, handle);

    private static string[] Paths(string name, string[] versions) => [.. versions.Select(version => $"/api/{version}/{name}")];
}
