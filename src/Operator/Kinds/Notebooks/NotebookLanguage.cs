namespace Operator.Kinds.Notebooks;

/// <summary>A language of notebooks, and how a source file of it is written (behavior §4.4).</summary>
internal sealed record NotebookLanguage(string Name, string Extension, string Comment)
{
    private static readonly NotebookLanguage[] All = [new("PYTHON", "py", "#"), new("SCALA", "scala", "//"), new("SQL", "sql", "--"), new("R", "r", "#")];

    /// <summary>The first line of every exported source file.</summary>
    public string Header => $"{Comment} Databricks notebook source";

    public string Separator => $"{Comment} COMMAND ----------";

    public string Magic => $"{Comment} MAGIC";

    public static NotebookLanguage? Of(string? name) => Array.Find(All, language => language.Name == name);

    public static NotebookLanguage? OfExtension(string extension) =>
        Array.Find(All, language => language.Extension.Equals(extension, StringComparison.OrdinalIgnoreCase));
}
