namespace Operator.Databricks.Runs;

/// <summary>The rule of the tokens that make starting a run safe to repeat: a second call with one gives the first call's run (behavior §1.4).</summary>
internal static class IdempotencyToken
{
    public const int MaxLength = 64;

    /// <exception cref="ArgumentException">Empty, or longer than 64 characters: the workspace would start a second run, or refuse.</exception>
    public static string Checked(string token)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(token);
        return token.Length <= MaxLength ? token : throw new ArgumentException($"The token is longer than {MaxLength} characters.", nameof(token));
    }
}
