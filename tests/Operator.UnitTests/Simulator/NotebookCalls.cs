using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Operator.UnitTests.Simulator;

/// <summary>Calls of workspace/* by raw HTTP.</summary>
internal static class NotebookCalls
{
    public const string Python = "# Databricks notebook source\nprint(1)\n\n# COMMAND ----------\n\nprint(2)";

    public static Task<Answer> ImportAsync(
        this SimulatedWorkspace workspace, string path, string content, string? format = "SOURCE", string? language = "PYTHON", bool overwrite = false) =>
        workspace.ImportAsync(path, Encoding.UTF8.GetBytes(content), format, language, overwrite);

    public static Task<Answer> ImportAsync(
        this SimulatedWorkspace workspace, string path, byte[] content, string? format, string? language = null, bool overwrite = false)
    {
        var body = new JsonObject { ["path"] = path, ["content"] = Convert.ToBase64String(content), ["overwrite"] = overwrite };
        if (format is not null)
        {
            body["format"] = format;
        }

        if (language is not null)
        {
            body["language"] = language;
        }

        return workspace.ActOnAsync("import", body);
    }

    public static Task<Answer> MakeFoldersAsync(this SimulatedWorkspace workspace, string path) =>
        workspace.ActOnAsync("mkdirs", new JsonObject { ["path"] = path });

    public static Task<Answer> DeleteAsync(this SimulatedWorkspace workspace, string path, bool recursive = false) =>
        workspace.ActOnAsync("delete", new JsonObject { ["path"] = path, ["recursive"] = recursive });

    public static Task<Answer> StatusOfAsync(this SimulatedWorkspace workspace, string path) => workspace.LookAsync("get-status", path);

    public static Task<Answer> ListFolderAsync(this SimulatedWorkspace workspace, string path, long? modifiedAfter = null) => workspace.LookAsync(
        "list", path, modifiedAfter is null ? "" : $"&notebooks_modified_after={modifiedAfter.Value.ToString(CultureInfo.InvariantCulture)}");

    public static Task<Answer> ExportAsync(this SimulatedWorkspace workspace, string path, string? format = null) =>
        workspace.LookAsync("export", path, format is null ? "" : $"&format={format}");

    public static byte[] Content(this Answer answer)
    {
        Assert.Equal(200, answer.Status);
        return Convert.FromBase64String((string)answer.Json["content"]!);
    }

    public static string ContentText(this Answer answer) => Encoding.UTF8.GetString(answer.Content());

    public static string[] Paths(this Answer answer)
    {
        Assert.Equal(200, answer.Status);
        return [.. (answer.Json["objects"] as JsonArray ?? []).Select(child => (string)child!["path"]!)];
    }

    private static Task<Answer> ActOnAsync(this SimulatedWorkspace workspace, string operation, JsonObject body) =>
        workspace.SendAsync(HttpMethod.Post, $"/api/2.0/workspace/{operation}", body.ToJsonString());

    private static Task<Answer> LookAsync(this SimulatedWorkspace workspace, string operation, string path, string more = "") =>
        workspace.ReadAsync($"2.0/workspace/{operation}?path={Uri.EscapeDataString(path)}{more}");
}
