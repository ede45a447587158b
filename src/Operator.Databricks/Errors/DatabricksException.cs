namespace Operator.Databricks.Errors;

/// <summary>The only exception a call ends in, besides the caller's own cancellation.</summary>
public sealed class DatabricksException(DatabricksError error, Exception? innerException = null) : Exception(error.ToString(), innerException)
{
    public DatabricksError Error { get; } = error;

    public DatabricksErrorKind Kind => Error.Kind;
}
