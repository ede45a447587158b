namespace Operator.Databricks.Operations;

/// <summary>One operation of the API: its name in messages and metrics, and how failures of it are treated.</summary>
/// <param name="Name">As in messages and metrics: <c>clusters/get</c>.</param>
/// <param name="RetrySafety">Whether it may be sent again.</param>
/// <param name="NotFoundScope">What a "does not exist" response speaks of.</param>
internal sealed record Operation(string Name, RetrySafety RetrySafety, NotFoundScope NotFoundScope)
{
    public required HttpMethod Method { get; init; }

    /// <summary>Without the version, and with its placeholders: <c>/permissions/{objectType}/{objectId}</c>.</summary>
    public required string Path { get; init; }

    /// <summary>False when success carries no content to read.</summary>
    public required bool Answers { get; init; }

    /// <summary>True for what may change something in the workspace.</summary>
    public required bool IsChange { get; init; }

    public string Family => Name[..Name.IndexOf('/', StringComparison.Ordinal)];
}
