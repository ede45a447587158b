using Operator.Settings;

namespace Operator.Managed;

/// <summary>Settings that differ and are not sent now, because the call would interrupt work that a policy protects.</summary>
/// <param name="Fields">In the spelling of the spec.</param>
/// <param name="EndsByItself">The object comes into a state in which they can be sent without anybody doing something for it.</param>
internal sealed record WithheldSettings(IReadOnlyList<string> Fields, bool EndsByItself)
{
    /// <summary>Whether an entry of status.appliedFields speaks of one of them, of a part of one or of what contains one.</summary>
    public bool Concern(string applied)
    {
        var path = ValueFingerprint.PathOf(applied) ?? applied;
        return Fields.Any(field => FieldPath.Overlap(field, path));
    }
}
