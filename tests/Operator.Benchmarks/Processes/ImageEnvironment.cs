namespace Operator.Benchmarks.Processes;

/// <summary>The variables that the operator's image sets, so that what is measured is what people run.</summary>
internal static class ImageEnvironment
{
    /// <param name="dockerfile">Its text. The operator's image is the last that it makes.</param>
    public static IReadOnlyDictionary<string, string> Of(string dockerfile) => dockerfile.Split('\n')
        .Reverse().TakeWhile(line => !line.StartsWith("FROM ", StringComparison.Ordinal)).Reverse()
        .Where(line => line.StartsWith("ENV ", StringComparison.Ordinal))
        .Select(line => line["ENV ".Length..].Trim().Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
