namespace Operator.Workspaces;

/// <summary>Names the users of a workspace in a sentence, however many they are.</summary>
internal static class DependentNames
{
    private const int Shown = 5;

    public static string Of(IReadOnlyCollection<WorkspaceDependent> users)
    {
        var shown = string.Join(", ", users.OrderBy(user => user.Key.ToString(), StringComparer.Ordinal).Take(Shown).Select(user => $"{user.Kind} {user.Key}"));
        return users.Count > Shown ? $"{shown} and {users.Count - Shown} more" : shown;
    }
}
