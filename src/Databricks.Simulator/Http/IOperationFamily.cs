namespace Databricks.Simulator.Http;

/// <summary>The operations of one API area; a further area is one more implementation, listed where a workspace is put together.</summary>
internal interface IOperationFamily
{
    IEnumerable<ApiOperation> Operations { get; }
}
