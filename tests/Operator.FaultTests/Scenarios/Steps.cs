using System.Text.Json.Nodes;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Scenarios;

/// <summary>What people do in most stories.</summary>
internal static class Steps
{
    public static Step Apply(Thing thing, Func<FaultWorld, string> spec) => new("apply", world => ApplyNow(world, thing, spec(world)), thing.IsSettled);

    public static Step Edit(string name, Thing thing, string patch) =>
        new(name, world => world.Users.Patch(thing.Plural, thing.Name, $$$"""{"spec":{{{patch}}}}"""), thing.IsSettled);

    public static Step Drift(Thing thing, Action<FaultWorld> change) => Drift([thing], change);

    /// <summary>Somebody changes the objects in the workspace, and asks the operator to look: lists come round only where a workspace has a timer.</summary>
    public static Step Drift(IReadOnlyList<Thing> things, Action<FaultWorld> change) => new(
        "change in the workspace",
        world =>
        {
            change(world);
            foreach (var thing in things)
            {
                world.Users.Patch(
                    thing.Plural, thing.Name, """{"metadata":{"annotations":{"databricks-operator.io/reconcile-requested-at":"2026-03-09T09:00:00Z"}}}""");
            }
        },
        world => AllSettled(world, things));

    public static Step Delete(params Thing[] things) =>
        new(Step.Deletion, world => DeleteAll(world, things), world => things.All(thing => thing.IsGone(world)));

    public static void DeleteAll(FaultWorld world, IEnumerable<Thing> things)
    {
        foreach (var thing in things)
        {
            world.Users.Delete(thing.Plural, thing.Name);
        }
    }

    public static bool AllSettled(FaultWorld world, IEnumerable<Thing> things) => things.All(thing => thing.IsSettled(world));

    public static void ApplyNow(FaultWorld world, Thing thing, string spec) =>
        world.Users.Apply(thing.Kind, thing.Plural, thing.Name, JsonNode.Parse(spec)!);
}
