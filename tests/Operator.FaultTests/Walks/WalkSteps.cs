using Operator.FaultTests.Injections;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Walks;

/// <summary>All that may happen on a walk.</summary>
internal static class WalkSteps
{
    private const char Separator = ';';

    /// <summary>How far ahead the call may be that goes wrong.</summary>
    private const int Ahead = 12;

    /// <summary>How far ahead the call may be during which something else happens.</summary>
    private const int Near = 6;

    public static IReadOnlyList<WalkStep> Applications { get; } =
        [.. WalkThings.All.Select(thing => new WalkStep($"apply {thing.Word}", scene => scene.Apply(thing)))];

    /// <summary>What people do, in Kubernetes and in the workspace.</summary>
    public static IReadOnlyList<WalkStep> Deeds { get; } =
    [
        .. WalkThings.All.SelectMany(InKubernetes),
        .. WalkThings.All.SelectMany(thing => thing.Deeds.Select(deed => new WalkStep($"{thing.Word} {deed.Text}", scene => scene.Do(thing, deed)))),
        new("rotate the credential", scene => scene.Rotate()),
        new("revoke the credential", scene => scene.RevokeCredential()),
        new("delete the Secret", scene => scene.DeleteSecret()),
        new("suspend the workspace", scene => Suspend(scene, "true")),
        new("resume the workspace", scene => Suspend(scene, "null")),
    ];

    public static IReadOnlyList<WalkStep> Faults { get; } =
    [
        .. from fault in WorkspaceFaults.All.Concat<Fault>(KubernetesFaults.All)
           from offset in Enumerable.Range(0, Ahead)
           select new WalkStep(At(fault.Side, offset, fault.Name), scene => scene.Arm(fault, offset)) { LooksFinal = fault.LooksFinal },
    ];

    /// <summary>What people do just while the operator is at something else.</summary>
    public static IReadOnlyList<WalkStep> Meanwhile { get; } =
    [
        .. from deed in Applications.Concat(Deeds)
           from offset in Enumerable.Range(0, Near)
           from during in new Func<WalkStep, WalkScene, Fault>[] { BeforeCall, AfterCall, BeforeRequest, AfterRequest }
           let example = during(deed, null!)
           select new WalkStep(At(example.Side, offset, example.Name), scene => scene.Arm(during(deed, scene), offset)),
    ];

    public static IReadOnlyList<WalkStep> Times { get; } =
    [
        Pass("1 s", TimeSpan.FromSeconds(1)),
        Pass("10 s", TimeSpan.FromSeconds(10)),
        Pass("1 min", TimeSpan.FromMinutes(1)),
        Pass("6 min", TimeSpan.FromMinutes(6)),
        Pass("30 min", TimeSpan.FromMinutes(30)),
    ];

    public static IReadOnlyDictionary<string, WalkStep> All { get; } =
        Applications.Concat(Deeds).Concat(Faults).Concat(Meanwhile).Concat(Times).ToDictionary(step => step.Text, StringComparer.Ordinal);

    public static string Write(IEnumerable<WalkStep> steps) => string.Join($"{Separator} ", steps);

    /// <summary>The walk of these words.</summary>
    public static IReadOnlyList<WalkStep> Read(string text) =>
        [.. text.Split(Separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(step => All[step])];

    private static IEnumerable<WalkStep> InKubernetes(WalkThing thing) =>
    [
        .. thing.Edits.Select(patch => new WalkStep($"edit {thing.Word} {patch}", scene => scene.Edit(thing, patch))),
        .. thing.Policies.Select(policy => new WalkStep($"{policy.Key} {thing.Word}", scene => scene.Edit(thing, policy.Value))),
        new($"suspend {thing.Word}", scene => scene.Edit(thing, """{"suspend":true}""")),
        new($"resume {thing.Word}", scene => scene.Edit(thing, """{"suspend":null}""")),
        new($"delete {thing.Word}", scene => scene.Delete(thing)),
    ];

    private static void Suspend(WalkScene scene, string value) =>
        scene.World.Users.Patch(WalkThings.Workspace.Plural, WalkThings.Workspace.Name, $$$"""{"spec":{"suspend":{{{value}}}}}""");

    private static WalkStep Pass(string text, TimeSpan time) => new(text, _ => { }) { Time = time };

    private static string At(Side side, int offset, string text) => $"{side} call +{offset}: {text}";

    private static WorkspaceFault BeforeCall(WalkStep deed, WalkScene scene) => new(FaultClass.Conflict, $"before it, {deed}", exchange =>
    {
        deed.Act(scene);
        return exchange.PerformAsync();
    });

    private static WorkspaceFault AfterCall(WalkStep deed, WalkScene scene) => new(FaultClass.Conflict, $"after it, {deed}", async exchange =>
    {
        var answer = await exchange.PerformAsync();
        deed.Act(scene);
        return answer;
    });

    private static KubernetesFault BeforeRequest(WalkStep deed, WalkScene scene) => new(FaultClass.Conflict, $"before it, {deed}", exchange =>
    {
        deed.Act(scene);
        return Task.FromResult(exchange.Perform());
    });

    private static KubernetesFault AfterRequest(WalkStep deed, WalkScene scene) => new(FaultClass.Conflict, $"after it, {deed}", exchange =>
    {
        var answer = exchange.Perform();
        deed.Act(scene);
        return Task.FromResult(answer);
    });
}
