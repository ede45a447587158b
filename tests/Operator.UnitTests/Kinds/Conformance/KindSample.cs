using Databricks.Simulator.Hosting;
using Operator.Api.V1Alpha1;
using Operator.UnitTests.Kinds.Harness;

namespace Operator.UnitTests.Kinds.Conformance;

/// <summary>What the conformance tests have to know of a kind; all else is the same for every kind.</summary>
internal sealed record KindSample
{
    /// <summary>The operator beside a workspace in which the kind can be used; the object is called <c>x</c>.</summary>
    public required Func<Task<OperatorHarness>> StartAsync { get; init; }

    /// <summary>A small spec in JSON; what it needs in the workspace is made.</summary>
    public required Func<Workspace, string> Spec { get; init; }

    /// <summary>A merge patch of that spec that has to change something in the workspace.</summary>
    public required string Edit { get; init; }

    /// <summary>The operation that makes the object.</summary>
    public required string Creates { get; init; }

    /// <summary>The operation that carries <see cref="Edit"/> out.</summary>
    public required string Edits { get; init; }

    /// <summary>The operation by which the object ends.</summary>
    public required string Deletes { get; init; }

    /// <summary>A repeated creation gives the same object again, so that it may be sent twice.</summary>
    public bool RepeatsCreation { get; init; }

    /// <summary>The field of the status that says which object it is.</summary>
    public required string RecordedId { get; init; }

    /// <summary>All objects of the kind in the workspace.</summary>
    public required Func<Workspace, IEnumerable<string>> Ids { get; init; }

    /// <summary>The object is there and at work.</summary>
    public required Func<Workspace, string, bool> IsAlive { get; init; }

    /// <summary>All that can be seen of an object.</summary>
    public required Func<Workspace, string, string> View { get; init; }

    /// <summary>The reasons of Ready of an object that is as its spec says.</summary>
    public IReadOnlyList<string> Settled { get; init; } = [Reasons.Available];

    /// <summary>Makes an object of somebody else, with the same name or at the same place where the kind has such; returns its id.</summary>
    public required Func<Workspace, string> Namesake { get; init; }

    /// <summary>A merge patch of the spec that takes over the object of that id.</summary>
    public Func<string, string>? TakesOver { get; init; }

    public DriftSample? Drift { get; init; }

    /// <summary>A merge patch of the spec that refers to the key <c>value</c> of the Secret <c>hidden</c>.</summary>
    public string? SecretReference { get; init; }

    /// <summary>What has no meaning for the kind, and why.</summary>
    public IReadOnlyDictionary<ConformanceCase, string> Meaningless { get; init; } = new Dictionary<ConformanceCase, string>();
}

/// <summary>A change that somebody makes in the workspace.</summary>
/// <param name="Make">Makes it.</param>
/// <param name="Field">What differs then, as the resource names it.</param>
/// <param name="Corrects">The operation that puts it right.</param>
internal sealed record DriftSample(Action<Workspace, string> Make, string Field, string Corrects);
