namespace Operator.Databricks.Http;

/// <summary>Query values whose text in .NET is not the API's.</summary>
internal static class QueryText
{
    public static string? Of(bool? value) => value switch
    {
        true => "true",
        false => "false",
        null => null,
    };
}
