using Operator.FaultTests.World;

namespace Operator.FaultTests.Injections;

/// <summary>A fault and the call it meets.</summary>
/// <param name="Call">As it came in a run without faults.</param>
/// <param name="Fault">What goes wrong.</param>
internal sealed record Injection(Call Call, Fault Fault)
{
    public override string ToString() => $"{Fault.Name} at {Call}";
}

/// <summary>One way in which a call goes wrong.</summary>
/// <param name="Side">Whose calls it meets.</param>
/// <param name="Class">What it is a case of in docs/reliability.md.</param>
/// <param name="Name">Of the way.</param>
internal abstract record Fault(Side Side, string Class, string Name)
{
    /// <summary>Only calls that are meant to change something can go wrong like this.</summary>
    public bool OnlyChanges { get; init; }

    /// <summary>Only pages of lists can go wrong like this.</summary>
    public bool OnlyLists { get; init; }

    /// <summary>The answer says that the request itself is wrong, so that it is sent again only when the object is looked at in any case.</summary>
    public bool LooksFinal { get; init; }

    /// <summary>The workspace says that the object is not there. Of what is being deleted, and was seen before, that is believed.</summary>
    public bool SaysGone { get; init; }

    /// <summary>The call takes effect when it has been given up and, unless it creates something, been sent again.</summary>
    public bool IsLate { get; init; }

    /// <summary>What was read too early is read again when a list comes round.</summary>
    public bool NeedsLists { get; init; }

    public bool CanMeet(Call call) =>
        call.Side == Side && (call.IsChange || !OnlyChanges) && (!OnlyLists || call.Name == "GET clusters/list");
}

internal sealed record WorkspaceFault(string Class, string Name, Func<WorkspaceExchange, Task<HttpResponseMessage>> Apply) : Fault(Side.Workspace, Class, Name);

internal sealed record KubernetesFault(string Class, string Name, Func<KubernetesExchange, Task<HttpResponseMessage>> Apply)
    : Fault(Side.Kubernetes, Class, Name);
