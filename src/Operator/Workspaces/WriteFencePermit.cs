using Operator.Databricks.Http;
using Operator.Runtime.Client;

namespace Operator.Workspaces;

/// <summary>
/// Lets calls that change a workspace go only while this process may write at all: the same fence that guards writes to the API server. The client of the
/// environment is made before there is one, and sends nothing until then.
/// </summary>
internal sealed class WriteFencePermit : ISendPermit
{
    private IWriteFence? fence;

    public TimeSpan Remaining => Fence.Remaining;

    private IWriteFence Fence => Volatile.Read(ref fence) ?? throw new LeadershipLostException();

    public void Check() => Fence.Check();

    public WriteFencePermit Ask(IWriteFence current)
    {
        Volatile.Write(ref fence, current);
        return this;
    }
}
