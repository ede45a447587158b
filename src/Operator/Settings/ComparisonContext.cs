using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;

namespace Operator.Settings;

/// <summary>What a comparison knows beside the two trees.</summary>
internal sealed record ComparisonContext
{
    /// <summary>Rules by pattern.</summary>
    public required IReadOnlyDictionary<string, FieldRule> Rules { get; init; }

    /// <summary>Paths the operator wrote last: what is among them and no longer in the spec was taken out by the user.</summary>
    public IReadOnlySet<string> Applied { get; init; } = new HashSet<string>();

    /// <summary>False for an object the operator has never written: what it was given is not known.</summary>
    public bool KnowsWhatWasApplied { get; init; }

    /// <summary>False when the values that are remembered were remembered under other rules: they are then taken for those that the spec asks for.</summary>
    public bool KnowsValues { get; init; } = true;

    /// <summary>Paths that policies.ignoreDrift names.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>A policy may add anything the spec does not mention, so additions are then no difference.</summary>
    public bool HasPolicy { get; init; }

    /// <summary>Nothing tells what the workspace was asked for: a value that leaves the choice to it is met by whatever it chose.</summary>
    public bool AcceptsAnyChoice { get; init; }

    public FieldRule? RuleFor(FieldPath path) => Rules.GetValueOrDefault(path.Pattern);

    public bool IsIgnored(FieldPath path) => Ignored.Any(path.IsWithin);

    /// <summary>Whether a setting that no answer shows was given this value last, as far as that is known.</summary>
    public bool WasGiven(FieldPath path, JsonNode? value)
    {
        if (!KnowsWhatWasApplied || !KnowsValues || Applied.Count >= StatusLimits.AppliedFields)
        {
            return true;
        }

        return SettingsComparer.IsEmpty(value)
            ? !Applied.Any(applied => ValueFingerprint.PathOf(applied) == path.Display)
            : ValueFingerprint.Of(path, value!) is not { } remembered || Applied.Contains(remembered);
    }

    /// <summary>The operator wrote it, or something inside it.</summary>
    public bool WasApplied(FieldPath path) => Applied.Contains(path.Display) || Applied.Any(path.IsAbove);
}
