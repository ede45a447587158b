namespace Operator.Telemetry;

/// <summary>The meter of what the program does with Databricks objects.</summary>
internal static class OperatorMeter
{
    public const string Name = "databricks-operator";
}
