namespace Operator.FaultTests.World;

/// <summary>Who is called.</summary>
internal enum Side
{
    Workspace,
    Kubernetes,
}

/// <summary>A call of the operator, as it leaves the process.</summary>
/// <param name="Side">Who is called.</param>
/// <param name="Index">0 for the first call of that name in the step, so that it does not depend on the calls of earlier steps.</param>
/// <param name="Name">Method and path, without the version and without ids.</param>
/// <param name="IsChange">It is meant to change something.</param>
/// <param name="Life">Which process sends it, counted from 0.</param>
/// <param name="Step">What people have done last.</param>
internal sealed record Call(Side Side, int Index, string Name, bool IsChange, int Life, string Step)
{
    /// <summary>By which the same call is known in another run.</summary>
    public (Side Side, string Step, string Name, int Index) Place => (Side, Step, Name, Index);

    public override string ToString() => $"{Side} call {Name}, number {Index} of '{Step}'";
}
