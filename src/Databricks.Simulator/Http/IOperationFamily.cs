namespace Databricks.Simulator.Http;

/// <summary>The operations of one API area; a further area is one more implementation, listed in <see cref="Workspace"/>.</summary>
internal interface IOperationFamily
{
    IEnumerable<Operation> Operations { get; }
}
