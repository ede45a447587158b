namespace Operator.UnitTests.Databricks;

/// <summary>Where a token comes from.</summary>
public enum SourceKind
{
    ClientCredentials,
    WorkloadIdentity,
    AzureClientSecret,
    AzureManagedIdentity,
    AzureWorkloadIdentity,
}
