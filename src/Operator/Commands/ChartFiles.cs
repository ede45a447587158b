namespace Operator.Commands;

/// <summary>The files of the chart of which a part is made from the C# types, and the rest is written by hand.</summary>
internal static class ChartFiles
{
    private const string Chart = "charts/databricks-operator";

    /// <summary>Content by path below the root of the repository; nothing where there is no chart to complete.</summary>
    public static IReadOnlyDictionary<string, string> All(DirectoryInfo root)
    {
        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        string schema = Path.Combine(root.FullName, Chart, "values.schema.json");
        string values = Path.Combine(root.FullName, Chart, "values.yaml");
        if (File.Exists(schema) && File.Exists(values))
        {
            files[$"{Chart}/values.schema.json"] = ChartValuesSchema.Write(File.ReadAllText(schema));
            files[$"{Chart}/README.md"] = ChartReadme.Write(File.ReadAllText(values));
        }

        return files;
    }
}
