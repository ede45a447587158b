namespace Operator.FaultTests.World;

/// <summary>Who is called.</summary>
internal enum Side
{
    Workspace,
    Kubernetes,
}

/// <summary>A call of the operator, as it leaves the process.</summary>
/// <param name="Side">Who is called.</param>
/// <param name="Index">0 for the first call to that side since the faults may begin.</param>
/// <param name="Name">Method and path, without the version and without ids.</param>
/// <param name="IsChange">It is meant to change something.</param>
/// <param name="Life">Which process sends it, counted from 0.</param>
/// <param name="Step">What people have done last.</param>
internal sealed record Call(Side Side, int Index, string Name, bool IsChange, int Life, string Step)
{
    public override string ToString() => $"{Side} call {Index} ({Name}, '{Step}')";
}
