using Operator.Databricks.Errors;

namespace Operator.Reconciling;

/// <summary>A call failed while it is known already that what is in the workspace is not what is wanted now.</summary>
internal sealed class OutdatedException(DatabricksException cause) : Exception(cause.Message, cause)
{
    public DatabricksError Error => cause.Error;
}
