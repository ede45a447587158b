namespace Operator.Benchmarks.Processes;

/// <summary>The working copy that this program was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find(string folder)
    {
        for (var current = new DirectoryInfo(folder); current is not null; current = current.Parent)
        {
            if (File.Exists(Path.Combine(current.FullName, "Operator.sln")))
            {
                return current.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No Operator.sln above {folder}: the benchmark needs the repository's hack and config folders.");
    }
}
