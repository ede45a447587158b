namespace Operator.IntegrationTests.Harness;

/// <summary>The working copy that these tests, and the benchmarks, were built from.</summary>
public static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string File(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find(string folder)
    {
        for (var current = new DirectoryInfo(folder); current is not null; current = current.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(current.FullName, "Operator.sln")))
            {
                return current.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No Operator.sln above {folder}: the repository's hack and config folders are needed.");
    }
}
