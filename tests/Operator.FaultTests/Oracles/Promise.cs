namespace Operator.FaultTests.Oracles;

/// <summary>What the operator promises, one oracle each.</summary>
internal enum Promise
{
    Converges,
    OneRemote,
    QuietWhenDone,
    FinalizerFirst,
    ReleasedLast,
    StatusDiscipline,
    UsersFieldsUntouched,
    ForeignUntouched,
    NoSecret,
    CallRate,
    OneLeader,
    NoMishap,
    NoNeedlessRestart,
    ReadyIsTrue,
    HandsOff,
}

internal static class Promises
{
    /// <summary>In the words of docs/reliability.md.</summary>
    public static string Text(this Promise promise) => promise switch
    {
        Promise.Converges => "O1 the spec is in the workspace within the bound after the last fault, and the conditions say so",
        Promise.OneRemote => "O2 one object in the workspace for one in Kubernetes, and none for one that was deleted",
        Promise.QuietWhenDone => "O3 at rest nothing is written, neither to the workspace nor to the API server",
        Promise.FinalizerFirst => "O4 nothing is created before the finalizer is stored",
        Promise.ReleasedLast => "O5 an object is let go only when nothing of it is left",
        Promise.StatusDiscipline => "O6 status is written only when it differs, observedGeneration never goes back, and transition times follow the status",
        Promise.UsersFieldsUntouched => "O7 spec, labels and annotations stay the user's",
        Promise.ForeignUntouched => "O8 objects of others in the workspace stay as they are",
        Promise.NoSecret => "O9 no secret in logs, events or status",
        Promise.CallRate => "O10 no call before the time that a 429 named, and none above the rate",
        Promise.OneLeader => "O11 a process that lost the lease changes nothing",
        Promise.NoMishap => "O12 no exception without an answer to it",
        Promise.NoNeedlessRestart => "O13 nothing is created, restarted or edited more often than without the fault",
        Promise.ReadyIsTrue => "O14 Ready=True only when the spec of that generation has been in the workspace",
        _ => "O15 what is only observed or suspended is not touched, and what is to be retained stays",
    };
}
