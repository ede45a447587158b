using Databricks.Simulator.Http;

namespace Databricks.Simulator.WorkspaceObjects;

/// <summary>A language of notebooks, and how its source files are written.</summary>
internal sealed record SourceLanguage(string Name, string Extension, string Comment)
{
    public static readonly SourceLanguage Python = new("PYTHON", "py", "#");
    public static readonly SourceLanguage R = new("R", "r", "#");

    private static readonly SourceLanguage[] All = [Python, new("SCALA", "scala", "//"), new("SQL", "sql", "--"), R];

    public string Header => $"{Comment} Databricks notebook source";

    public string Separator => $"{Comment} COMMAND ----------";

    public string Magic => $"{Comment} MAGIC";

    /// <summary>Null for none; upper case only, as all of the API's words.</summary>
    public static SourceLanguage? Parse(string? name) => string.IsNullOrEmpty(name)
        ? null
        : Array.Find(All, language => language.Name == name)
            ?? throw ApiException.InvalidParameter($"'{name}' is not a language: {string.Join(", ", All.Select(language => language.Name))}.");

    public static SourceLanguage? OfExtension(string extension) =>
        Array.Find(All, language => string.Equals(language.Extension, extension, StringComparison.OrdinalIgnoreCase));

    /// <summary>For documents that name a language in their own way; Python when unknown.</summary>
    public static SourceLanguage OfDocument(string? name) =>
        Array.Find(All, language => string.Equals(language.Name, name, StringComparison.OrdinalIgnoreCase)) ?? Python;
}
