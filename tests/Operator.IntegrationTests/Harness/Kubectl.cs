namespace Operator.IntegrationTests.Harness;

/// <summary>The real kubectl, as a user would run it.</summary>
public sealed class Kubectl(string kubeconfig)
{
    private static readonly SemaphoreSlim Once = new(1);
    private static string? executable;

    /// <summary>Runs kubectl and returns its output; a failure is an exception with what it said.</summary>
    public async Task<string> RunAsync(params string[] arguments) =>
        await ChildProcess.RunAsync(await FindAsync(), ["--kubeconfig", kubeconfig, .. arguments], cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>kubectl apply of a manifest given as text.</summary>
    public async Task<string> ApplyAsync(string manifest, params string[] arguments)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, manifest, TestContext.Current.CancellationToken);
            return await RunAsync(["apply", "-f", file, .. arguments]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string> FindAsync()
    {
        await Once.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return executable ??= (await ChildProcess.RunAsync(Repository.File("hack", "tools.sh"), ["kubectl"])).Trim();
        }
        finally
        {
            Once.Release();
        }
    }
}
