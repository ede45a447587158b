namespace Operator.UnitTests.Schema;

/// <summary>The files of the repository these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? folder) => folder switch
    {
        null => throw new DirectoryNotFoundException("Operator.sln is in none of the folders above the tests."),
        _ when File.Exists(Path.Combine(folder.FullName, "Operator.sln")) => folder.FullName,
        _ => Find(folder.Parent),
    };
}
