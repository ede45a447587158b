using System.ComponentModel;
using System.Diagnostics;

namespace Operator.Commands.Manifests;

/// <summary>Where manifests come from: files, folders, standard input, and kustomizations, which kubectl or kustomize builds.</summary>
/// <param name="input">Read for the file <c>-</c>.</param>
internal sealed class ManifestSources(TextReader input)
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    public async Task<ManifestSet> ReadAsync(
        IReadOnlyList<string> files, IReadOnlyList<string> kustomizations, bool isRecursive, CancellationToken cancellationToken)
    {
        var sets = new List<ManifestSet>();
        foreach (var file in files)
        {
            sets.AddRange(await ReadAsync(file, isRecursive, cancellationToken).ConfigureAwait(false));
        }

        foreach (var kustomization in kustomizations)
        {
            sets.Add(await BuildAsync(kustomization, cancellationToken).ConfigureAwait(false));
        }

        return new ManifestSet([.. sets.SelectMany(set => set.Manifests)], [.. sets.SelectMany(set => set.Problems)]);
    }

    private async Task<IReadOnlyList<ManifestSet>> ReadAsync(string path, bool isRecursive, CancellationToken cancellationToken)
    {
        if (path == "-")
        {
            return [ManifestText.Read("standard input", await input.ReadToEndAsync(cancellationToken).ConfigureAwait(false))];
        }

        if (!Directory.Exists(path))
        {
            return [await ReadFileAsync(path, cancellationToken).ConfigureAwait(false)];
        }

        var search = isRecursive ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly;
        var sets = new List<ManifestSet>();
        foreach (var file in Directory.EnumerateFiles(path, "*", search).Where(IsManifest).Order(StringComparer.Ordinal))
        {
            sets.Add(await ReadFileAsync(file, cancellationToken).ConfigureAwait(false));
        }

        return sets.Count > 0 ? sets : [Problem(path, "there is no .yaml, .yml or .json file in it")];
    }

    private static async Task<ManifestSet> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return ManifestText.Read(path, await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Problem(path, exception.Message);
        }
    }

    private static async Task<ManifestSet> BuildAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var (program, arguments) in new[] { ("kustomize", "build"), ("kubectl", "kustomize") })
        {
            try
            {
                return await RunAsync(program, [arguments, folder], folder, cancellationToken).ConfigureAwait(false);
            }
            catch (Win32Exception)
            {
                // It is not installed.
            }
        }

        return Problem(folder, "a kustomization is built by kustomize or kubectl, and neither is installed");
    }

    private static async Task<ManifestSet> RunAsync(string program, string[] arguments, string source, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return process.ExitCode == 0
                ? ManifestText.Read(source, output)
                : Problem(source, $"{program} {arguments[0]} failed: {(await errors.ConfigureAwait(false)).Trim()}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static bool IsManifest(string file) => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    private static ManifestSet Problem(string source, string message) => new([], [new ManifestProblem(source, message)]);
}
