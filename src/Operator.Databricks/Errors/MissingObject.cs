namespace Operator.Databricks.Errors;

/// <summary>Reads of objects that may not exist.</summary>
public static class MissingObject
{
    /// <summary>The response, or null when Databricks says that the object the call addresses does not exist.</summary>
    /// <exception cref="DatabricksException">The call failed in any other way.</exception>
    public static async Task<T?> OrNullAsync<T>(this Task<T> call)
        where T : class
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (DatabricksException exception) when (exception.Kind == DatabricksErrorKind.NotFound)
        {
            return null;
        }
    }
}
