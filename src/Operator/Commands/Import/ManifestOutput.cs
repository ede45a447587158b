using System.CommandLine;

namespace Operator.Commands.Import;

/// <summary>Where manifests go, and what is said about them: for the commands that write some.</summary>
internal sealed class ManifestOutput
{
    /// <summary>Something has no manifest, or would be refused; what there is is written.</summary>
    public const int SomeFailed = 3;

    public Option<bool> Links { get; } = new("--link-references")
    {
        Description = "Where a job names a cluster, job, notebook or SQL warehouse that is written as well, refer to its resource in place of its id.",
    };

    public Option<DirectoryInfo?> Folder { get; } = new("--output-dir")
    {
        Description = "Folder for one file each and a kustomization; notebooks get files of their own. Default: all to standard output.",
        HelpName = "DIR",
    };

    public Option<string> Format { get; } = new("--output", "-o") { Description = "yaml.", HelpName = "yaml", DefaultValueFactory = _ => "yaml" };

    public ManifestOutput() => Format.AcceptOnlyFromAmong("yaml");

    /// <summary>Writes also what was there by the time of a Ctrl-C.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WriteAsync(ParseResult result, string done, ImportResult imported, string? @namespace)
    {
        var console = result.InvocationConfiguration;
        if (result.GetValue(Folder) is { } directory)
        {
            await ImportWriter.WriteAsync(imported.Objects, directory, @namespace, CancellationToken.None).ConfigureAwait(false);
        }
        else
        {
            await console.Output.WriteAsync(ImportWriter.Text(imported.Objects, @namespace)).ConfigureAwait(false);
        }

        await WriteAsync(console.Error, [.. imported.Notes, .. imported.Failures]).ConfigureAwait(false);
        await console.Error.WriteLineAsync($"{done}: {imported.Objects.Count}, failed: {imported.Failures.Count}").ConfigureAwait(false);
        return imported.IsInterrupted ? CommandRun.Interrupted : imported.Failures.Count > 0 ? SomeFailed : 0;
    }

    public static async Task WriteAsync(TextWriter aside, IReadOnlyList<ImportNotice> notices)
    {
        foreach (var notice in notices)
        {
            await aside.WriteLineAsync($"{notice.Subject}: {notice.Message}").ConfigureAwait(false);
        }
    }
}
